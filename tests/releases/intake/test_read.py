import pytest

from releases.intake.read import MAX_BYTES, UnreadableText, decode, read_file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_decode_reads_known_encoding(encoding):
    text = "Für “Menschen” – das heißt: alle"
    assert decode(text.encode(encoding)) == text


def test_decode_reads_korean_utf_16():
    assert decode("보도자료".encode("utf-16")) == "보도자료"


def test_decode_normalises_line_ends():
    assert decode(b"a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_decode_keeps_other_characters():
    text = "In\u00a0Seoul\u200b, hu\u00adman\u2028rights\t1"
    assert decode(text.encode()) == text


@pytest.mark.parametrize("encoding", ["cp949", "shift_jis", "gbk", "cp1251"])
@pytest.mark.parametrize("before", ["", "A plain English sentence stands before it. " * 3])
def test_decode_rejects_other_encoding(encoding, before):
    words = {
        "cp949": "북한 인권 보도자료입니다",
        "shift_jis": "人権に関する報道資料",
        "gbk": "人权新闻稿",
        "cp1251": "Права человека",
    }
    with pytest.raises(UnreadableText, match="UTF-8"):
        decode((before + words[encoding]).encode(encoding))


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", "\u00a0\u3000\n".encode()])
def test_decode_rejects_blank_text(data):
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
def test_decode_names_file_type_that_is_not_text(data, says):
    with pytest.raises(UnreadableText, match=says) as refusal:
        decode(data)
    assert "\n" not in str(refusal.value)


def test_read_file_returns_text(tmp_path):
    (tmp_path / "release.txt").write_bytes(b"Harbour Watch\r\n")
    assert read_file(tmp_path / "release.txt") == "Harbour Watch\n"


def test_read_file_error_does_not_name_path(tmp_path):
    for path in (tmp_path / "missing.txt", tmp_path, tmp_path / "bad\0name"):
        with pytest.raises(UnreadableText) as refusal:
            read_file(path)
        assert str(tmp_path) not in str(refusal.value)
