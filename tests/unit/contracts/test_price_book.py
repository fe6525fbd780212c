"""The contract and the compiler agree on the shape of a price book.

Every value of a document that has every field is changed in every way below. What the contract accepts may still be
senseless (an unknown tax class), but never malformed to the compiler; what it refuses the compiler refuses too.
"""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contracts.price_book import CHOICES, PriceBook
from controller import pricing

VECTORS = Path(__file__).parents[2] / "vectors"
EVERY_KIND: Any = json.loads((VECTORS / "price_book/every_kind.json").read_bytes())
# How the compiler names an entry that has not the shape of one.
MALFORMED = re.compile(
    r"^([a-z_]+\[\d+\]|policy: (unknown|missing|invalid|duplicate)|price book: (unknown|missing|inv))"
)
WRONG_VALUES = [None, True, "", "zzz", 1, -1, 1.5, 10**30, [], {}, [1], {"zzz": 1}]


def accepted_by_contract(data: bytes) -> bool:
    try:
        msgspec.json.decode(data, type=PriceBook)
    except msgspec.ValidationError:
        return False
    return True


def faults_of_compiler(data: bytes) -> tuple[str, ...]:
    try:
        pricing.PriceBook.from_json(data)
    except pricing.PriceBookFault as fault:
        return fault.faults
    return ()


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value inside, the containers' too."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield (*path, key)
        yield from places(value[key], (*path, key))


def changed(path: tuple[Any, ...], change: Any) -> bytes:
    document = copy.deepcopy(EVERY_KIND)
    *parents, last = path
    parent = document
    for key in parents:
        parent = parent[key]
    change(parent, last)
    return json.dumps(document).encode()


def set_to(value: Any) -> Any:
    return lambda parent, key: parent.__setitem__(key, value)


def delete(parent: Any, key: Any) -> None:
    del parent[key]


def add_beside(parent: Any, _: Any) -> None:
    parent["colour"] = "red"


def assert_agreed(data: bytes, path: tuple[Any, ...]) -> None:
    contract, faults = accepted_by_contract(data), faults_of_compiler(data)
    if contract:
        assert not [fault for fault in faults if MALFORMED.match(fault)], path
    else:
        assert faults, path


def test_the_document_has_every_kind_and_both_accept_it() -> None:
    data = json.dumps(EVERY_KIND).encode()
    assert accepted_by_contract(data)
    assert faults_of_compiler(data) == ()
    kinds = json.loads((Path(__file__).parents[3] / "contracts/generated/schema/price_book.json").read_bytes())
    mapping = kinds["$defs"]["PriceBook"]["properties"]["promotions"]["items"]["discriminator"]["mapping"]
    assert {promotion["kind"] for promotion in EVERY_KIND["promotions"]} == mapping.keys()


@pytest.mark.parametrize("value", WRONG_VALUES, ids=repr)
def test_both_agree_on_every_value_replaced(value: Any) -> None:
    for path in places(EVERY_KIND):
        assert_agreed(changed(path, set_to(value)), path)


def test_both_agree_on_every_value_left_out_and_on_strangers() -> None:
    for path in places(EVERY_KIND):
        assert_agreed(changed(path, delete), path)
        if isinstance(path[-1], str) and "names" not in path:
            data = changed(path, add_beside)
            assert not accepted_by_contract(data), path
            assert faults_of_compiler(data), path


def test_both_agree_on_one_field_of_several() -> None:
    bundle = {"kind": "bundle", "id": "B", "names": {"zh-CN": "x", "en": "x"}, "slots": [{"scope": {"all": True}}] * 2}
    choices = CHOICES["Bundle"]
    for given in (choices[:0], *([one] for one in choices), choices[:2], choices[2:]):
        promotion = bundle | dict.fromkeys(given, 1)
        data = json.dumps(EVERY_KIND | {"promotions": [promotion]}).encode()
        assert accepted_by_contract(data) == (faults_of_compiler(data) == ()) == (len(given) == 1), given


def test_the_schema_says_which_entries_need_one_of_several() -> None:
    schema = json.loads((Path(__file__).parents[3] / "contracts/generated/schema/price_book.json").read_bytes())
    assert schema["$defs"]["NthItem"]["oneOf"] == [
        {"required": [field]} for field in ("percent_bp", "amount_minor", "price_minor")
    ]


def test_what_the_contract_writes_compiles_to_the_same() -> None:
    book = msgspec.json.decode(json.dumps(EVERY_KIND), type=PriceBook)
    one, other = (
        json.loads(pricing.PriceBook.from_json(data).describe())
        for data in (json.dumps(EVERY_KIND).encode(), msgspec.json.encode(book))
    )
    assert one | {"content_hash": ""} == other | {"content_hash": ""}
