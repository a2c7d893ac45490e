"""What the file says of itself: XMP for PDF/A-3a and PDF/UA-1, with a fixed date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

PRODUCER = "ipdoc"

_EXTENSION = """<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA part</pdfaProperty:description></rdf:li>
</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
{extension}
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True)
class DocumentMeta:
    """What the file says of itself and what every page bears."""

    title: str
    """Title of the document as shown by readers; no name of the person."""
    language: str
    """BCP 47: ``ru``, ``kk``, ``en``."""
    issued_at: datetime
    """Time of issue, with offset; it is the file's date too."""
    head_left: str
    """Title and number."""
    head_right: str
    """The person, or the pseudonym in a redacted edition."""
    document_line: tuple[tuple[str, str], ...]
    """Number, edition, language, date: (text, "bold" or "plain")."""
    digest_line: tuple[tuple[str, str], ...]
    """First 16 digits of the digest of the embedded record, with words."""
    page_words: str
    """``page {page} of {pages}``."""
    initials_words: str
    """Label of the box for initials."""
    record: bytes = b""
    """The rendering's own JSON, RFC 8785 canonical; embedded as ``record.json``."""
    record_words: str = "Record of this document"
    """Description of the attachment."""
    record_schema: bytes = b""
    """JSON Schema of the record; embedded as ``record.schema.json`` beside it."""
    schema_words: str = "JSON Schema of the record"
    """Description of that attachment."""
    signature_fields: tuple[tuple[str, str], ...] = ()
    """Empty signature fields: (name, words for readers), in the order of signing."""


def xmp_packet(meta: DocumentMeta) -> str:
    """Return the metadata of the file."""
    return _PACKET.format(
        title=escape(meta.title),
        language=escape(meta.language),
        date=meta.issued_at.isoformat(timespec="seconds"),
        producer=PRODUCER,
        extension=_EXTENSION,
    )
