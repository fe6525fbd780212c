"""What reads bytes all at once, each as one function; what must hold of its answers stands in it."""

from controller.barcode import aim, cards, coupon, digital_link, elements, gtin, in_store, payment
from controller.barcode.decode import decode
from controller.barcode.layouts import Layout
from controller.barcode.nomenclature import Rule
from controller.barcode.presets import PRESETS
from controller.barcode.settings import BadgePrefix, Settings
from controller.barcode.values import meaning
from controller.config import parse as parse_config
from controller.devices.drawer import codec as drawer
from controller.devices.escpos import identity, status
from controller.devices.scale.protocol.ascii_line import keyed_price
from controller.devices.scanner import commands, magellan
from controller.devices.scanner.codec import decode as decode_frame
from controller.devices.scanner.upc_e import expanded
from controller.devices.terminal import apdu, bitmaps, tlv
from controller.devices.terminal import status as zvt_status
from controller.devices.terminal.book import Book
from controller.devices.terminal.codec import unframe
from controller.devices.terminal.slip import lines
from controller.devices.wallet import codec as wallet
from controller.devices.wallet.client import endpoint
from controller.devices.wallet.flow import Flow, Order
from controller.devices.wallet.profile import WalletProfile

LANE = """\
[lane]
store_id = "0001"
lane_id = "3"
store_names = { en = "Riverside" }
data_dir = "data"
price_book = "book.json"
"""
STORE = Settings(
    layouts=(*PRESETS["DE"], *PRESETS["CN"]),
    rules=(Rule("0493.....{NNDDD}.*", "weight", "any"), Rule("042", "member")),
    badges=(BadgePrefix(kind="staff", prefix="9999"),),
    currency="EUR",
    gs_substitute="~",
    short_upc_e=True,
)
STORES = (Settings(), STORE, Settings(aim_required=True, associations_checked=False, element_check_digits=False))
AIMS = (None, "]E0", "]E3", "]E4", "]C1", "]e0", "]d2", "]Q1", "]Q3", "]X0", "]A0", "]zz")
KEY = b"0123456789abcdef"
WHO = wallet.Credentials(merchant="m", key_id="k", key=KEY)
ASKED = wallet.request("", "query", {"order_no": "L1-7-1"}, WHO, unix_s=1_791_234_567, valid_s=10, nonce="0" * 32)


def text_of(data: bytes) -> str:
    """Return the text as a scanner's codec makes it."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def scanned(data: bytes) -> None:
    """One byte chooses AIM identifier, store and moment."""
    choice, text = (data[0] if data else 0), text_of(data[1:])
    symbology, settings = AIMS[choice % len(AIMS)], STORES[choice // 12 % len(STORES)]
    found = decode(text, symbology, settings, tendering=choice > 0x80)
    assert found.shown.isprintable()
    assert all(isinstance(code, str) for code in getattr(found, "codes", ()))
    assert getattr(found, "mass_g", None) != 0 or "0" in text
    for element in getattr(found, "elements", ()):
        assert meaning(element, 2026).text is not None


def in_elements(data: bytes) -> None:
    text = text_of(data)
    for parsed in (elements.parse(text), elements.parse_bracketed(text), digital_link.parse(text)):
        if isinstance(parsed, tuple):
            elements.check_together(parsed)
            assert all(meaning(element, 2026).kind for element in parsed)
            written = "".join(f"({one.ai}){one.value.replace('(', chr(92) + '(')}" for one in parsed)
            assert elements.parse_bracketed(written) == parsed


def in_link(data: bytes) -> None:
    text = text_of(data)
    assert digital_link.is_link("https://" + text)
    for uri in (f"https://{text}", f"https://a/01/09520123456788{text}"):
        digital_link.parse(uri)


def in_digits(data: bytes) -> None:
    """Every question that is asked of a number."""
    text = text_of(data)
    for ask in (gtin.is_gtin, gtin.expand_upc_e, expanded, payment.family_of, aim.split, coupon.is_8110):
        ask(text)
    upc_a = expanded(text)
    assert upc_a is None or upc_a.isascii()
    assert coupon.is_8112(text) == (coupon.offer_8112(text) is not None)
    hidden = cards.masked(text)
    assert hidden is None or cards.mask_all(hidden) == hidden
    cards.mask_all(text)
    if gtin.is_gtin(text):
        assert all(gtin.is_gtin(code) for code in gtin.equivalents(text))


def by_layout(data: bytes) -> None:
    """`pattern|code|decimals`."""
    pattern, _, rest = text_of(data).partition("|")
    code, _, decimals = rest.partition("|")
    places = len(decimals) - 1
    layout = Layout(pattern=pattern, amount_decimals=places, mass_decimals=places, check=False)
    in_store.read(code, Settings(layouts=(layout,)))


def by_rule(data: bytes) -> None:
    """`kind|pattern|code`."""
    kind, _, rest = text_of(data).partition("|")
    pattern, _, code = rest.partition("|")
    kinds = ("weight", "price", "quantity", "discount", "staff", "coupon", "product")
    rule = Rule(pattern, kinds[len(kind) % len(kinds)], ("any", "ean13", "ean8")[len(kind) % 3])
    read = in_store.read(code, Settings(rules=(rule,)))
    assert getattr(read, "amount_minor", None) != 0 or "0" in code
    assert getattr(read, "mass_g", None) != 0 or set(code) & set("01234")


def labelled(data: bytes) -> None:
    label = magellan.read_label("S08" + data.decode("ascii", "replace"))
    if label is not None:
        magellan.scan_of(label)
    decode_frame(data)
    decode_frame(data, b"~")
    commands.effect(data)
    drawer.read_command(data)
    keyed_price(data)


def in_messages(data: bytes) -> None:
    """Everything that reads a terminal's data block."""
    found = bitmaps.read(data)
    assert sum(map(len, found.values.values())) + len(found.rest) <= len(data)
    container = tlv.parse(data)
    container.flat()
    for encoding in ("auto", "cp437", "latin-1"):
        told = zvt_status.read_status(data, encoding)
        lines(told, told.card or "")
        assert told.scheme
        zvt_status.read_intermediate(data, encoding)
        zvt_status.read_print_line(data, encoding)
        zvt_status.read_text_block(data, encoding)
    zvt_status.read_end(data)
    zvt_status.read_abort(data)
    apdu.decode(data)
    unframe(data)


def answered(data: bytes) -> None:
    """A signed answer, through the flow of a payment to its end."""
    number, body = (503, data[1:]) if data[:1] == b"!" else (200, data)
    stamp = "1791234568"
    headers = {
        "lanewise-timestamp": stamp,
        "lanewise-signature": wallet.sign(KEY, (str(number), ASKED.path, stamp, ASKED.nonce), body),
    }
    answer = wallet.read_answer(ASKED, "L1-7-1", number, headers, body, KEY, unix_s=1_791_234_567, skew_s=300)
    repr(answer).encode()
    for text in (answer.transaction_id, answer.payer, answer.wallet, answer.reason):
        text.encode()
    for goal in ("money", "truth", "nothing"):
        flow = Flow(Order(intent_id="i", amount_minor=1234, currency="CNY", code="1"), goal, WalletProfile(), 0.0)
        for _ in range(4):
            if flow.outcome is None:
                flow.ask()
                flow.hear(answer, flow.due_s)


def with_headers(data: bytes) -> None:
    """Headers are Latin-1 texts; a wrong clock is told from a wrong signature."""
    stamp, _, signature = data.decode("latin-1").partition("|")
    rightly = wallet.sign(KEY, ("200", ASKED.path, stamp, ASKED.nonce), b"{}")
    headers = {"lanewise-timestamp": stamp, "lanewise-signature": signature or rightly}
    wallet.read_answer(ASKED, "L1-7-1", 200, headers, b"{}", KEY, unix_s=1_791_234_567, skew_s=300)


def printer_bytes(data: bytes) -> None:
    for number in (1, 2, 3, 49, 65, 66, 67, 68, 69, 112):
        identity.read(number, data)
    for value in data[:4]:
        status.printer(value), status.offline_cause(value), status.error_cause(value), status.paper(value)
        status.buffered_paper(value), status.buffered_drawer(value)
    if len(data) == 4:
        status.automatic(data)
        status.from_answers(*data)


class Stored:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def load(self) -> bytes:
        return self.data


def in_book(data: bytes) -> None:
    Book(Stored(data))


def in_address(data: bytes) -> None:
    endpoint(text_of(data))


def in_configuration(data: bytes) -> None:
    parse_config(LANE + data.decode("utf-8", "replace"), "lane.toml")
