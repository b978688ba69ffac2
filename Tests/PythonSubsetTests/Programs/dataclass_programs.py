from dataclasses import dataclass, field
from typing import List, Dict, Optional, Tuple, Union, Callable, Any, cast, TypeVar
@dataclass
class Point:
    x: float
    y: float = 0.0
    tags: list = field(default_factory=list)
    def norm(self): return (self.x ** 2 + self.y ** 2) ** .5
p = Point(3, 4)
print(p, p.norm(), p == Point(3, 4), p != Point(1), Point(1).tags is Point(2).tags)
p.tags.append(1); print(p)
@dataclass(frozen=True, order=True)
class F:
    a: int
    b: str = 'x'
print(F(1) < F(2), sorted([F(3), F(1, 'y'), F(1, 'a')]), hash(F(1)) == hash(F(1)), {F(1): 2}[F(1)])
try: F(1).a = 2
except Exception as e: print(type(e).__name__, e)
try: Point()
except TypeError as e: print(e)
@dataclass
class Sub(Point):
    z: int = 9
    def __post_init__(self): self.s = self.x + self.z
print(Sub(1), Sub(1, 2, [], 3).s)
T = TypeVar('T')
def f(x: Optional[int], y: 'List[int]' = [], *a: Any, z: Dict[str, Tuple[int, ...]] = {}) -> Union[int, None]: return x
print(f(3), cast(int, 3))
x: List[int] = [1]
MyType = Callable[[int], str]
def g(a: int | None = None) -> list[int]: return [a]
print(g())
