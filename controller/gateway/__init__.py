"""HTTP and WebSocket for the lane's browsers: serves the page, pushes views, takes intents."""

from .gateway import Gateway
from .server import AddressUnusable, PortInUse

__all__ = ["AddressUnusable", "Gateway", "PortInUse"]
