"""One address in a field: taken as it is meant, or refused in words."""

from __future__ import annotations

import pytest

from jobhunt.lib.errors import RuleRefused
from mail.addresses import one_address


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("talent+jobs@example.com", "", "talent+jobs@example.com"),
        (" a@example.com ", "", "a@example.com"),
        ("o'neil@example.com", "", "o'neil@example.com"),
        ("<a@example.com>", "", "a@example.com"),
        ("Dana Okafor <d@example.com>", "Dana Okafor", "d@example.com"),
        ('"Okafor, Dana" <d@example.com>', "Okafor, Dana", "d@example.com"),
        ('"Dana \\"Dee\\" O" <d@example.com>', 'Dana "Dee" O', "d@example.com"),
        ("Zoë Müller <z@example.com>", "Zoë Müller", "z@example.com"),
        ("山田 <y@example.com>", "山田", "y@example.com"),
        ('"x@evil.example" <a@example.com>', "x@evil.example", "a@example.com"),
    ],
)
def test_one_address_is_taken_with_its_name(
    written: str, name: str, address: str
) -> None:
    assert one_address(written) == (name, address)


@pytest.mark.parametrize(
    "written",
    [
        "a@example.com, b@example.com",
        "a@example.com; b@example.com",
        "a@example.com b@example.com",
        "A <a@example.com>, B <b@example.com>",
        "Okafor, Dana <d@example.com>",
        "a@example.com\nBcc: b@example.com",
        "A\r\n <a@example.com>",
        "A\u2028 <a@example.com>",
        "group: a@example.com;",
        "mailto:a@example.com",
        "a@example.com>",
        "a@@example.com",
        "a.@example.com",
        "a@example",
        '"a b"@example.com',
        "a@example.com (comment)",
        "",
        "Dana",
    ],
)
def test_what_is_not_one_address_is_refused(written: str) -> None:
    with pytest.raises(RuleRefused):
        one_address(written)
