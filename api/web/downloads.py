"""File names of what is sent."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

LONGEST = 120
PLAIN = str.maketrans("łŁ–—", "lL--")
"""Letters that do not come apart into a plain one and its sign."""
_UNFIT = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|;%]+')


def attachment(name: str, suffix: str, *, inline: bool = False) -> dict[str, str]:
    """The Content-Disposition header (RFC 6266): a name in ASCII, and as it is in UTF-8."""
    whole = " ".join(_UNFIT.sub(" ", name).split())[:LONGEST] or "allocator"
    plain = unicodedata.normalize("NFKD", whole.translate(PLAIN))
    ascii_name = plain.encode("ascii", "ignore").decode().strip() or "allocator"
    kind = "inline" if inline else "attachment"
    named = f"filename=\"{ascii_name}.{suffix}\"; filename*=UTF-8''{quote(whole)}.{suffix}"
    return {"Content-Disposition": f"{kind}; {named}"}
