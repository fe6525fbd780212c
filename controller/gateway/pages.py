"""The files of the web client and the few fixed answers around them."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

NOT_BUILT = "The lane's page is not built yet. Run `make setup` in the project's folder, then reload."


class _Assets(StaticFiles):
    """File names carry a hash of their content, so a browser may keep them for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code in {200, 304}:
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


def routes(static_dir: Path, bench_url: str | None) -> list[BaseRoute]:
    """Return the routes of `lane.html` and `assets/` below `static_dir`, and the redirects."""

    async def home(_: Request) -> Response:
        return RedirectResponse("/lane", status_code=307)

    async def lane(_: Request) -> Response:
        page = static_dir / "lane.html"
        if not page.is_file():
            return PlainTextResponse(NOT_BUILT, status_code=503)
        return FileResponse(page, headers={"cache-control": "no-cache"})

    async def bench(request: Request) -> Response:
        if bench_url is None:
            raise HTTPException(404, "The device bench is part of the demo only.")
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(bench_url + query, status_code=307)

    return [
        Route("/", home),
        Route("/lane", lane),
        Route("/bench", bench),
        Mount("/assets", _Assets(directory=static_dir / "assets", check_dir=False)),
    ]
