"""Front Door: the procedures by which councils take contacts about children, run as data.

What a plugin may import stands here; everything else is the core's own.
"""

from frontdoor.hookspecs import WorkList, hookimpl

__all__ = ["WorkList", "hookimpl"]
__version__ = "0.1.0"
