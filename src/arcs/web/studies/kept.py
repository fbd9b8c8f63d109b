"""What was made of the last few contents, so that it is made once; at most so much of it stays in this process.

Whoever asks must say of what, by a name that he can only know by having read what went into it himself.
"""

from collections import OrderedDict
from collections.abc import Callable, Sized
from threading import Lock
from typing import TypeVar

Made = TypeVar("Made")
LIGHT = 0


class Kept:
    """Makings by name and kind; the name asked for longest ago goes first, with all that was made under it.

    No more than `most` names stay, and they weigh no more than `heaviest` together, but for the last one alone.
    """

    def __init__(self, *, most: int, heaviest: int) -> None:
        self.most, self.heaviest = most, heaviest
        self._made: OrderedDict[str, dict[str, object]] = OrderedDict()
        self._weights: dict[str, int] = {}
        self._lock = Lock()

    def get(
        self,
        name: str,
        kind: str,
        make: Callable[[], Made],
        *,
        weight: Callable[[Made], int] = lambda _made: LIGHT,
        still: Callable[[], bool] = lambda: True,
    ) -> Made:
        """What `make` gave under this name before, else what it gives now; kept only if the name is `still` right.

        What was read while somebody changed it must not stay under the name of what was there before.
        """
        with self._lock:
            if kind in self._made.get(name, ()):
                self._made.move_to_end(name)
                return self._made[name][kind]  # type: ignore[return-value]  # a kind is always made by the same maker
        made = make()
        if still():
            with self._lock:
                self._keep(name, kind, made, weight(made))
        return made

    def _keep(self, name: str, kind: str, made: object, weight: int) -> None:
        self._made.setdefault(name, {})[kind] = made
        self._made.move_to_end(name)
        self._weights[name] = max(weight, self._weights.get(name, LIGHT))
        while len(self._made) > 1 and (len(self._made) > self.most or sum(self._weights.values()) > self.heaviest):
            oldest, _ = self._made.popitem(last=False)
            del self._weights[oldest]


def lengths(*many: Sized) -> int:
    """How heavy some collections are together: the number of their members."""
    return sum(len(one) for one in many)
