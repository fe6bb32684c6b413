"""How `make notebooks` renders pages: executed anew, self-contained, without scripts."""

from pathlib import Path

c = get_config()  # type: ignore[name-defined]  # noqa: F821

# What goes between kernel and renderer is for nobody else on this machine.
c.KernelManager.transport_encryption = "auto"

c.NbConvertApp.export_format = "html"
c.ExecutePreprocessor.enabled = True
c.ExecutePreprocessor.timeout = 180
c.TemplateExporter.extra_template_basedirs = [str(Path(__file__).parent)]
c.TemplateExporter.template_name = "page"
c.TemplateExporter.exclude_input_prompt = True
c.TemplateExporter.exclude_output_prompt = True
c.TemplateExporter.exclude_anchor_links = True
c.HTMLExporter.language_code = "pl"
