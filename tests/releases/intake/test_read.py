import pytest

from releases.intake.read import MAX_BYTES, UnreadableText, decode, read_file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_encoding_that_is_known_gives_the_text(encoding):
    text = "Für “Menschen” – das heißt: alle"
    assert decode(text.encode(encoding)) == text


def test_utf_16_gives_korean():
    assert decode("보도자료".encode("utf-16")) == "보도자료"


def test_line_ends_become_one_kind():
    assert decode(b"a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_every_other_character_stays():
    text = "In\u00a0Seoul\u200b, hu\u00adman\u2028rights\t1"
    assert decode(text.encode()) == text


@pytest.mark.parametrize("encoding", ["cp949", "shift_jis", "gbk", "cp1251"])
@pytest.mark.parametrize("before", ["", "A plain English sentence stands before it. " * 3])
def test_bytes_of_another_encoding_are_refused(encoding, before):
    words = {
        "cp949": "북한 인권 보도자료입니다",
        "shift_jis": "人権に関する報道資料",
        "gbk": "人权新闻稿",
        "cp1251": "Права человека",
    }
    with pytest.raises(UnreadableText, match="UTF-8"):
        decode((before + words[encoding]).encode(encoding))


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", "\u00a0\u3000\n".encode()])
def test_no_text_is_refused(data):
    with pytest.raises(UnreadableText, match="no text in this"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 ...", "Word"),
        (b"\xd0\xcf\x11\xe0 ...", "old Word"),
        (b"{\\rtf1 Hello}", "RTF"),
        (b"\x89PNG\r\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"text\x00with nul", "bytes that are no text"),
        (b"\x01\x02\x03\x04 text", "bytes that are no text"),
        (b"a" * (MAX_BYTES + 1), "2 MB"),
    ],
)
def test_what_is_no_text_is_refused_in_plain_words(data, says):
    with pytest.raises(UnreadableText, match=says) as refusal:
        decode(data)
    assert "\n" not in str(refusal.value)


def test_a_file_is_read(tmp_path):
    (tmp_path / "release.txt").write_bytes(b"Harbour Watch\r\n")
    assert read_file(tmp_path / "release.txt") == "Harbour Watch\n"


def test_a_file_that_cannot_be_opened_is_refused_without_its_name(tmp_path):
    for path in (tmp_path / "missing.txt", tmp_path, tmp_path / "bad\0name"):
        with pytest.raises(UnreadableText) as refusal:
            read_file(path)
        assert str(tmp_path) not in str(refusal.value)
