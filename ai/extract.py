"""Text out of a JSON answer while it is still being written."""

from __future__ import annotations

_ESCAPES = {"n": "\n", "t": "\t", "r": "", "b": "", "f": ""}


class TextOf:
    """Feed pieces of a JSON object; get the text of one field as it grows.

    The field may be a string or a list of strings (its items are parted by line
    ends). An answer that is no JSON at all passes as it is.
    """

    def __init__(self, field: str) -> None:
        self._field = field
        self._depth = 0
        self._in_string = False
        self._escape = ""
        self._string: list[str] = []
        self._key = ""
        self._expects_value = False
        self._is_prose: bool | None = None
        self._given = False
        self._high = 0

    def feed(self, piece: str) -> str:
        if self._is_prose is None:
            stripped = piece.lstrip()
            if not stripped:
                return ""
            self._is_prose = stripped[0] not in "{`["
        if self._is_prose:
            return piece
        return "".join(self._step(char) for char in piece)

    def _step(self, char: str) -> str:
        if self._in_string:
            return self._inside(char)
        if char == '"':
            self._in_string = True
            self._string = []
            if self._is_wanted() and self._given:
                return "\n"
        elif char in "{[":
            self._depth += 1
        elif char in "}]":
            self._depth -= 1
            if self._depth == 1:
                self._expects_value = False
        elif char == ":" and self._depth == 1:
            self._expects_value = True
        elif char == "," and self._depth == 1:
            self._expects_value = False
        return ""

    def _inside(self, char: str) -> str:
        if self._escape:
            return self._escaped(char)
        if char == "\\":
            self._escape = "\\"
            return ""
        if char == '"':
            self._in_string = False
            if self._is_wanted():
                self._given = True
            elif self._depth == 1 and not self._expects_value:
                self._key = "".join(self._string)
            return ""
        return self._take(char)

    def _escaped(self, char: str) -> str:
        if self._escape == "\\" and char != "u":
            self._escape = ""
            return self._take(_ESCAPES.get(char, char))
        self._escape += char
        if len(self._escape) < 6:
            return ""
        digits, self._escape = self._escape[2:], ""
        try:
            code = int(digits, 16)
        except ValueError:
            return ""
        if 0xD800 <= code < 0xDC00:
            self._high = code
            return ""
        if 0xDC00 <= code < 0xE000:
            high, self._high = self._high, 0
            if not high:
                return ""
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        return self._take(chr(code) if code else "")

    def _take(self, char: str) -> str:
        if self._is_wanted():
            return char
        if len(self._string) < 100:
            self._string.append(char)
        return ""

    def _is_wanted(self) -> bool:
        in_value = self._expects_value and self._key == self._field
        return in_value and self._depth in (1, 2)
