"""The structure tree: what each piece of page content is, for readers that cannot see the page.

While pages are drawn, every painting operator stands in marked content: under an element of the
tree (``Node``) or as an artifact. ``write_tree`` then writes the tree into the finished file.

Source: ISO 32000-1, 14.6-14.8; ISO 14289-1 (PDF/UA-1); ISO 19005-3 (PDF/A-3a).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_EMPTY_KEPT = frozenset({"TD", "TH"})


@dataclass(frozen=True)
class Link:
    """A place on a page that leads to another; it stands under an element of kind Link."""

    page: int
    """From 0."""
    box: tuple[float, float, float, float]
    """x0, y0, x1, y1 in points."""
    anchor: str
    """Name of the place to which it leads."""
    words: str
    """Where it leads, for readers that cannot see the page."""


@dataclass(frozen=True)
class Target:
    """Where an anchor stands."""

    page: int
    """From 0."""
    top: float
    """Points from the foot of the page."""


@dataclass(eq=False)
class Node:
    """An element of the structure tree."""

    kind: str
    """Document, H1 … H6, P, L, LI, Lbl, LBody, Table, TR, TH, TD, Figure, Caption, Span …"""
    alt: str = ""
    """Text alternative of a figure."""
    scope: str = ""
    """Column or Row, of a TH."""
    language: str = ""
    """BCP 47, where it differs from the document's."""
    actual: str = ""
    """What drawn signs stand for in text."""
    box: tuple[float, float, float, float] | None = None
    """Of a figure: x0, y0, x1, y1 in points on its page, set when it is drawn."""
    kids: list[Node | Link | tuple[int, int]] = field(default_factory=list)
    """Elements below, links, and (page from 0, marked content id)."""

    def add(self, kind: str, *, alt: str = "", scope: str = "", language: str = "") -> Node:
        """Return a new element at the end of this one."""
        child = Node(kind, alt=alt, scope=scope, language=language)
        self.kids.append(child)
        return child

    def is_empty(self) -> bool:
        """True when neither content nor a kept element stands below."""
        if self.kind in _EMPTY_KEPT:
            return False
        return all(isinstance(kid, Node) and kid.is_empty() for kid in self.kids)


def write_tree(
    pdf: pikepdf.Pdf, document: Node, targets: Mapping[str, Target] = MappingProxyType({})
) -> None:
    """Write the tree into the file: StructTreeRoot, ParentTree, MarkInfo, links, tab order.

    Args:
        pdf: the file, its pages drawn.
        document: the tree.
        targets: where links lead, by anchor.
    """
    writer = _TreeWriter(pdf, targets)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = Array([writer.element(document, root)])
    numbers = Array()
    for index, (page, by_id) in enumerate(sorted(writer.parents.items())):
        page_object = writer.pages[page]
        page_object.StructParents = index
        numbers.append(index)
        numbers.append(pdf.make_indirect(Array([by_id[i] for i in range(len(by_id))])))
    for page_object in writer.pages:
        page_object.Tabs = Name.S
    for key, (annotation, owner) in enumerate(writer.annotations, len(writer.parents)):
        annotation.StructParent = key
        numbers.append(key)
        numbers.append(owner)
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(numbers) // 2
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


@dataclass
class _TreeWriter:
    """Makes PDF objects of nodes and remembers whose content each page's ids are."""

    pdf: pikepdf.Pdf
    targets: Mapping[str, Target]
    pages: list[pikepdf.Object] = field(init=False)
    parents: dict[int, dict[int, pikepdf.Object]] = field(default_factory=dict)
    annotations: list[tuple[pikepdf.Object, pikepdf.Object]] = field(default_factory=list)
    """Links with their elements, in reading order."""

    def __post_init__(self) -> None:
        self.pages = [page.obj for page in self.pdf.pages]

    def element(self, node: Node, parent: pikepdf.Object) -> pikepdf.Object:
        """Return the object of a node and of all below it."""
        made = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name("/" + node.kind), P=parent)
        )
        self._attributes(node, made)
        kids = Array()
        for kid in node.kids:
            if isinstance(kid, Node):
                if not kid.is_empty():
                    kids.append(self.element(kid, made))
            elif isinstance(kid, Link):
                kids.append(self._link(kid, made))
            else:
                page, content_id = kid
                kids.append(Dictionary(Type=Name.MCR, Pg=self.pages[page], MCID=content_id))
                self.parents.setdefault(page, {})[content_id] = made
        if len(kids):
            made.K = kids
        return made

    def _link(self, link: Link, owner: pikepdf.Object) -> pikepdf.Object:
        """Add the annotation of a link to its page; return the reference to it for the tree.

        Annotations and their lists are objects of their own: what signs the file asks for that.
        """
        target, page = self.targets[link.anchor], self.pages[link.page]
        annotation = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([round(edge, 2) for edge in link.box]),
                Border=Array([0, 0, 0]),
                F=4,  # printed, never hidden
                P=page,
                Contents=String(link.words),
                Dest=Array([self.pages[target.page], Name.XYZ, 0, round(target.top, 2), 0]),
            )
        )
        if "/Annots" not in page:
            page.Annots = self.pdf.make_indirect(Array())
        page.Annots.append(annotation)
        self.annotations.append((annotation, owner))
        return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page)

    def _attributes(self, node: Node, made: pikepdf.Object) -> None:
        if node.alt:
            made.Alt = String(node.alt)
        if node.actual:
            made.ActualText = String(node.actual)
        if node.language:
            made.Lang = String(node.language)
        if node.scope:
            made.A = Dictionary(O=Name.Table, Scope=Name("/" + node.scope))
        if node.box:
            box = Array([round(edge, 2) for edge in node.box])
            made.A = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=box)
