from xml.etree import ElementTree

import pytest

from moviedb.lib.xml_text import xml_text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("東京 – 🐪 é\tx\ny", "東京 – 🐪 é\tx\ny"),
        ("a\x01b\x0bc\x1fd\ufffee\uffff", "abcde"),
        ("\x7f\x85\u2028", "\x7f\x85\u2028"),
        ("", ""),
    ],
)
def test_xml_text(text, kept):
    assert xml_text(text) == kept
    assert ElementTree.fromstring(f"<a>{xml_text(text)}</a>").text == (kept or None)
