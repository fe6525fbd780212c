from pathlib import Path

import pytest

import ui_web


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(ui_web, "files", lambda _name: tmp_path)
    return tmp_path / "static"


def build(static: Path, asset: str = "lane-1.js") -> None:
    (static / "assets").mkdir(parents=True)
    for page in ui_web.PAGES:
        (static / page).write_text(f'<script src="/assets/{asset}"></script>')
    (static / "assets" / asset).write_text("")


def test_a_missing_build_says_how_to_build(package: Path):
    with pytest.raises(ui_web.NotBuiltError, match="npm run build"):
        ui_web.static_dir()
    assert not package.exists()


def test_a_half_build_names_the_page_that_is_missing(package: Path):
    build(package)
    (package / "bench.html").unlink()
    with pytest.raises(ui_web.NotBuiltError, match=r"no bench\.html"):
        ui_web.static_dir()


def test_the_build_id_is_stable_and_follows_every_file(package: Path):
    build(package)
    first = ui_web.build_id()
    assert (ui_web.static_dir(), ui_web.build_id()) == (package, first)
    assert len(first) == ui_web.BUILD_ID_CHARS
    (package / "assets" / "late-2.css").write_text("")
    second = ui_web.build_id()
    (package / "lane.html").write_text("changed")
    assert len({first, second, ui_web.build_id()}) == 3
