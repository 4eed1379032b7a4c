"""What someone uses this service with, in a few words, so that they know their sessions again."""

from __future__ import annotations

from typing import Final

from frontdoor.web.problems import AnyRequest

# The first that is found counts: most browsers call themselves by others' names too.
_BROWSERS: Final = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "Chrome/": "Chrome",
    "CriOS": "Chrome",
    "Safari/": "Safari",
}
_MACHINES: Final = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser_of(request: AnyRequest) -> str:
    """The kind of browser and of machine that a request says it comes from: Firefox on Windows."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in _BROWSERS.items() if mark in agent), "")
    machine = next((name for mark, name in _MACHINES.items() if mark in agent), "")
    if not browser:
        return f"A program on {machine}" if machine else "A program"
    return f"{browser} on {machine}" if machine else browser
