# ruff: noqa: INP001 - a script, not a package
"""Draw the pictures of promotions.md from the cases that prove it.

    python docs/pricing/draw.py            # write docs/pricing/images/<language>/<case>.svg
    python docs/pricing/draw.py --check    # exit 1 and name each picture that is not as the cases say

Every number in a picture is one of a case in tests/vectors/pricing/docs.json, which the engine prices in its tests:

    +-------+ +-------+ +-------+     a box is a unit, its price crossed out if the case gives its line a discount;
    |  gel  | |  gel  | |  soap |     a frame is what a promotion takes together (`expected.applied`), under it what
    | 3.00  | | 2.50  | | 2.00  |     it saves; behind the boxes plain price, saving, and what is left to pay
    +-------+ +-------+ +-------+
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
CASES = HERE.parents[1] / "tests/vectors/pricing/docs.json"
IMAGES = HERE / "images"

BOX_W, BOX_H, GAP, MARGIN, SUM_W = 96, 58, 12, 18, 118
STYLE = """
.card{fill:#fff;stroke:#d0d7de}.box{fill:#f6f8fa;stroke:#8c959f}.less{fill:#e6f4ea;stroke:#1a7f37}
.frame{fill:none;stroke:#0969da;stroke-width:2;stroke-dasharray:5 4}
text{fill:#1f2328;font:13px "Segoe UI","Noto Sans","Noto Sans CJK SC",sans-serif;text-anchor:middle}
.old{fill:#6e7781;text-decoration:line-through}.save{fill:#1a7f37;font-weight:600}.pay{font-weight:700;font-size:17px}
.right{text-anchor:end}.line{stroke:#8c959f}
@media (prefers-color-scheme:dark){
.card{fill:#161b22;stroke:#30363d}.box{fill:#21262d;stroke:#6e7681}.less{fill:#12331f;stroke:#3fb950}
.frame{stroke:#58a6ff}text{fill:#e6edf3}.old{fill:#9198a1}.save{fill:#56d364}.line{stroke:#6e7681}}
"""
# fmt: off
CHINESE = {
    "apple-juice": "苹果汁", "bar": "巧克力", "barolo": "巴罗洛", "book-1": "书一", "book-2": "书二",
    "book-3": "书三", "book-4": "书四", "book-5": "书五", "bread": "面包", "brush": "刷子", "butter": "黄油",
    "cake": "蛋糕", "cheese": "奶酪", "chianti": "基安蒂", "cider": "苹果酒", "clear-soup": "清汤",
    "coffee": "咖啡", "cola": "可乐", "crisps": "薯片", "fruit-yoghurt": "果味酸奶", "grape-juice": "葡萄汁",
    "gum": "口香糖", "ham": "火腿", "juice": "果汁", "leek-soup": "韭葱汤", "merlot": "梅洛",
    "mug": "马克杯", "olives": "橄榄", "onion-soup": "洋葱汤", "orange-juice": "橙汁", "pea-soup": "豌豆汤",
    "pear-juice": "梨汁", "perry": "梨酒", "pinot": "黑皮诺", "pizza": "比萨", "plain-yoghurt": "原味酸奶",
    "points": "积分", "red-wine": "红葡萄酒", "roll": "小面包", "rose": "桃红酒", "sandwich": "三明治",
    "shampoo": "洗发水", "shower-gel": "沐浴露", "soap": "香皂", "soup": "浓汤", "tax": "税",
    "tea": "茶", "water": "矿泉水", "white-wine": "白葡萄酒", "wine": "葡萄酒", "yoghurt": "酸奶",
}
# fmt: on
MINUS = "\N{MINUS SIGN}"


class Picture:
    """One case as an SVG."""

    def __init__(self, case: dict, language: str) -> None:
        self.case, self.language = case, language
        self.parts: list[str] = []
        self.price = {item["sku"]: item["unit_price"] for item in case["items"]}
        self.count = {item["sku"]: item["qty"] for item in case["items"]}
        lines = case["expected"].get("lines", [])
        self.saved = {line["sku"]: cents(line["discount"]) for line in lines}

    def name(self, word: str) -> str:
        """Return a word of the case in the picture's language."""
        return CHINESE[word] if self.language == "zh-CN" else word.replace("-", " ")

    def text(self, x: float, y: float, text: str, style: str = "") -> None:
        """Put a text at a place."""
        self.parts.append(f'<text x="{x:g}" y="{y:g}" class="{style}">{escape(text)}</text>')

    def rect(self, x: float, y: float, width: float, height: float, style: str) -> None:
        """Put a box with round corners at a place."""
        self.parts.append(f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="7" class="{style}"/>')

    def unit(self, x: float, y: float, sku: str) -> None:
        """Draw one unit; its new price only where the line's discount is the same for each of its units."""
        saved, count = self.saved.get(sku, 0), self.count[sku]
        less = saved > 0 and saved % count == 0
        self.rect(x, y, BOX_W, BOX_H, "less" if less else "box")
        self.text(x + BOX_W / 2, y + 22, self.name(sku))
        if less:
            self.text(x + BOX_W / 4 + 3, y + 44, self.price[sku], "old")
            self.text(x + BOX_W * 3 / 4 - 3, y + 44, money(cents(self.price[sku]) - saved // count), "save")
        else:
            self.text(x + BOX_W / 2, y + 44, self.price[sku])

    def draw(self) -> str:
        """Return the whole picture."""
        x, top = MARGIN + 8, MARGIN + 8
        for units, saving in self.groups():
            width = len(units) * (BOX_W + GAP) - GAP
            for place, sku in enumerate(units):
                self.unit(x + place * (BOX_W + GAP), top, sku)
            if saving:
                self.rect(x - 8, top - 8, width + 16, BOX_H + 16, "frame")
                self.text(x + width / 2, top + BOX_H + 28, MINUS + saving, "save")
            x += width + GAP + (16 if saving else 0)
        height = self.sums(x + SUM_W, top)
        width = x + SUM_W + MARGIN
        title = escape(self.case["description"]) if self.language == "en" else self.case["id"]
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" role="img">'  # noqa: E501
        card = f'<rect x="1" y="1" width="{width - 2:g}" height="{height - 2:g}" rx="10" class="card"/>'
        return "\n".join([head, f"<title>{title}</title>", f"<style>{STYLE}</style>", card, *self.parts, "</svg>\n"])

    def groups(self) -> Iterator[tuple[list[str], str]]:
        """Return the units: first what promotions take together and what that saves, then the rest."""
        rest = Counter(self.count)
        for group in self.case["expected"].get("applied", []):
            rest.subtract(group["units"])
            yield group["units"], group["discount"]
        for sku in rest.elements():
            yield [sku], ""

    def sums(self, x: float, y: float) -> float:
        """Write what it costs plainly, what comes off and on, and what is paid; return the picture's height."""
        expected = self.case["expected"]
        rows = [(expected["subtotal"], "right")]
        if cents(expected.get("discount", "0.00")):
            rows.append((MINUS + expected["discount"], "right save"))
        if "tax_amount" in expected:
            rows.append((f"{self.name('tax')} +{expected['tax_amount']}", "right"))
        for place, (text, style) in enumerate(rows):
            self.text(x, y + 16 + 20 * place, text, style)
        y += 20 * len(rows) + 4
        self.parts.append(f'<path d="M{x - 80:g} {y:g}H{x:g}" class="line"/>')
        self.text(x, y + 21, expected["total"], "right pay")
        extras = [f"+ {self.name(gift)}" for gift in expected.get("gifts", [])]
        if "points_earned" in expected:
            extras.append(f"+ {expected['points_earned']} {self.name('points')}")
        for place, text in enumerate(extras):
            self.text(x, y + 43 + 20 * place, text, "right save")
        framed = 20 if expected.get("applied") else 0
        return max(y + 38 + 22 * len(extras), 2 * MARGIN + BOX_H + 16 + framed)


def cents(amount: str) -> int:
    """Return an amount with two decimals in minor units."""
    return int(amount.replace(".", ""))


def money(minor: int) -> str:
    """Return minor units with two decimals."""
    return f"{minor // 100}.{minor % 100:02}"


def pictures() -> dict[Path, str]:
    """Return every picture by the file it belongs in."""
    cases = json.loads(CASES.read_text())
    return {
        IMAGES / language / f"{case['id'].removeprefix('docs-')}.svg": Picture(case, language).draw()
        for case in cases
        for language in ("en", "zh-CN")
    }


def main(arguments: list[str]) -> int:
    """Write the pictures, or compare them; return the exit code."""
    wanted = pictures()
    found = {path: path.read_text() for path in IMAGES.rglob("*.svg")}
    stale = sorted(path for path in wanted.keys() | found.keys() if wanted.get(path) != found.get(path))
    if arguments == ["--check"]:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(HERE)}: not as the cases say; run {Path(__file__).name}\n")
        return 1 if stale else 0
    for path in stale:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path])
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
