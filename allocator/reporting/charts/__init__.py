"""Pictures of results for reports, pages and notebooks; drawn without browser or network.

Importing this package loads the drawing library, so import it where a chart is wanted, not before.
"""

from allocator.reporting.charts.level_curve import LevelPoint, level_curve
from allocator.reporting.charts.matrix import split_matrix
from allocator.reporting.charts.members import members_against_targets
from allocator.reporting.charts.rendering import chart_bytes, chart_json, write_chart
from allocator.reporting.charts.trade_off import TradeOffPoint, trade_off
from allocator.reporting.charts.waterfall import cost_waterfall

__all__ = [
    "LevelPoint",
    "TradeOffPoint",
    "chart_bytes",
    "chart_json",
    "cost_waterfall",
    "level_curve",
    "members_against_targets",
    "split_matrix",
    "trade_off",
    "write_chart",
]
