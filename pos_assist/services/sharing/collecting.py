"""The other tills' sales out of the shared folder, each once, for what is learned and for the results of offers."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos_assist.domain.problems import BadInput, EnvironmentProblem, Problem
from pos_assist.exchange.shared_folder.files import require_folder
from pos_assist.exchange.shared_folder.sales_files import read_sales, sales_names
from pos_assist.services.sharing.identity import settle
from pos_assist.services.sharing.shared_shop import SharedShop
from pos_assist.storage import Storage
from pos_assist.storage.lives import LifeSpan


@dataclass(slots=True)
class Collected:
    """What one round took in. `troubles`: of files that could not be taken; they are tried again."""

    files: int = 0
    receipts: int = 0
    replaced: int = 0  # records that stood where another till's belong: two tills had one life
    troubles: list[Problem] = field(default_factory=list)


def collect(storage: Storage, shared: SharedShop) -> Collected:
    """Take in every whole file that is new. Raises EnvironmentProblem: no_share_folder, and what the
    till's own file may find; a file that cannot be read is noted and tried again."""
    require_folder(shared.folder)
    names = sales_names(shared.sales)
    settle(storage, shared, {x.text: x for x in names})  # what is ours, and what only has our name
    known = storage.sharing.files()
    spans = storage.sharing.spans()
    done = Collected()
    for name in names:
        row = known.get(name.text)
        if row and not row.trouble:
            continue
        span = LifeSpan(name.life, name.first, name.last)
        try:
            file = read_sales(shared.sales, name)
        except (BadInput, EnvironmentProblem) as problem:
            done.troubles.append(problem)
            if row is None:
                storage.sharing.set_aside(name.text, span, problem.code)
            continue
        own = [x for x in spans if x.life == name.life]
        lines = {n: x for n, x in file.lines.items() if not any(y.first <= n <= y.last for y in own)}
        taken = storage.sharing.take(name.text, span, name.till, lines, name.sum)
        done.files += 1
        done.receipts += taken.new
        done.replaced += taken.replaced
    storage.sharing.settle_followed()
    return done
