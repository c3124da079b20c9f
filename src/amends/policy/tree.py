"""The one syntax tree of a rule's condition, from which everything else is made."""

from dataclasses import dataclass
from typing import TypeAlias, assert_never


@dataclass(frozen=True, slots=True)
class Named:
    """A fact."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """True, False or a whole number."""

    value: bool | int


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; of the unknown, the unknown."""

    part: "Tree"


@dataclass(frozen=True, slots=True)
class All:
    """`and`: false as soon as one part is false, whatever the others are."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """`or`: true as soon as one part is true, whatever the others are."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two numbers, or two flags, held against each other."""

    sign: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Computed:
    """Arithmetic on whole numbers: + - * and // for a division rounded down."""

    sign: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Among:
    """`in`: equal to one of several numbers."""

    part: "Tree"
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """`is None`: always known itself."""

    part: "Tree"


Tree: TypeAlias = Named | Literal | Not | All | Some | Compared | Computed | Among | Unknown


def names(tree: Tree) -> tuple[str, ...]:
    """Return the facts that a tree names, each once, in the order of reading."""
    match tree:
        case Named():
            return (tree.name,)
        case Literal():
            return ()
        case Not() | Among() | Unknown():
            return names(tree.part)
        case All() | Some():
            return tuple(dict.fromkeys(name for part in tree.parts for name in names(part)))
        case Compared() | Computed():
            return tuple(dict.fromkeys((*names(tree.left), *names(tree.right))))
        case _:
            assert_never(tree)
