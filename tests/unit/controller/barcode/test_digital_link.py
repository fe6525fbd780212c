import pytest

from controller.barcode.digital_link import parse
from controller.barcode.elements import ElementFault

GTIN = ("01", "12312312312333")
SSCC = ("00", "006141411234567890")
EXAMPLE = ("01", "09520123456788")


@pytest.mark.parametrize(
    ("uri", "elements"),
    [
        ("http://a/00/006141411234567890", [SSCC]),
        ("HTTPS://a/00/006141411234567890", [SSCC]),
        ("https://xn--fsq.xn--0zwm56d/01/12312312312333", [GTIN]),
        ("https://a:65535/01/12312312312333", [GTIN]),
        ("https://[2001:db8::1]/01/12312312312333", [GTIN]),
        ("https://a/more/stem/00/006141411234567890", [SSCC]),
        ("https://a/00/faux/00/006141411234567890", [SSCC]),
        ("https://a/01/12312312312333/22/TEST/10/ABC/21/XYZ", [GTIN, ("22", "TEST"), ("10", "ABC"), ("21", "XYZ")]),
        ("https://a/01/12312312312333/235/TEST", [GTIN, ("235", "TEST")]),
        ("https://a/8018/123456789012345675/8019/123", [("8018", "123456789012345675"), ("8019", "123")]),
        ("https://a/stem/00/006141411234567890?", [SSCC]),
        ("https://a/01/12312312312333?&&&99=ABC&&98=XYZ&&", [GTIN, ("99", "ABC"), ("98", "XYZ")]),
        ("https://a/01/12312312312333?alone&a=1&99=ABC&b=2", [GTIN, ("99", "ABC")]),
        ("https://a/01/12312312312333/22/ABC%2d123?98=XYZ%2f987", [GTIN, ("22", "ABC-123"), ("98", "XYZ/987")]),
        ("https://a/01/12312312312333/22/ABC+123", [GTIN, ("22", "ABC+123")]),
        ("https://a/01/12312312312333/10/abc?99=A#fragment?99=B", [GTIN, ("10", "abc"), ("99", "A")]),
        ("https://id.gs1.org/414/9520123456788/254/32a%2Fb", [("414", "9520123456788"), ("254", "32a/b")]),
        ("https://a/8004/9520614141234567?01=09520123456788", [("8004", "9520614141234567"), EXAMPLE]),
        ("https://id.gs1.org/01/09520123456788/235/XYZ?10=ABC123", [EXAMPLE, ("235", "XYZ"), ("10", "ABC123")]),
        (
            "https://id.gs1.org/01/09520123456788?17=201225&3103=000195&3922=0299",
            [EXAMPLE, ("17", "201225"), ("3103", "000195"), ("3922", "0299")],
        ),
    ],
)
def test_links(uri, elements):
    assert [(element.ai, element.value) for element in parse(uri)] == elements


NO_LINKS = """
    ftp:// http:// http:/// http://a http://a/ http://a/b http://a/b/ HtTp://a/b/00/006141411234567890
    https://00/006141411234567890 https://[fe80::1%25lo]/01/12312312312333 https://$a/01/12312312312333
    https://a/01/12312312312333<bad https://a/01/12312312312333^bad https://a/gtin/12312312312333
    https://a/01/2112345678900 https://a/01/416000336108 https://a/8004/9520614141234567?01=02345673
    https://a/253/1231231231232TEST56789012345678 https://a/stem/00/006141411234567890/
    https://a/01/12312312312333?99= https://a/01/12312312312333?99=A&999=faux
    https://a/01/12312312312333/22/A?98=XYZ+987 https://a/01/09520123456788?10=ABC123
    https://a/01/09520123456788/10/ABC123?99=X&01=09520123456788 https://a/01/09520123456788/10/A?99=X&10=A
    https://a/01/09520123456788?99=X&99=X https://a/01/09520123456788/89/A https://a/01/09520123456788?89=A
    https://a/01//12312312312333 https://a/01/1231231231233%003 https://a/01/12312312312333?99=A%00B
    https://a/01/12312312312333/10/ https://a/01/12312312312333/99/ABC https://a/01/12312312312333/21/A/10/B
    https://a/01/12312312312333?8200=X https://a/01/12312312312334
    """


@pytest.mark.parametrize("uri", NO_LINKS.split())
def test_no_links(uri):
    assert isinstance(parse(uri), ElementFault)
