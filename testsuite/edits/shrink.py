# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a pair of sources that are judged wrongly as small as it gets."""
from source import Many, walk


def chunks(ids):
    """Runs of half, a quarter, ... of them, then each."""
    size = len(ids) // 2
    while size > 1:
        for start in range(0, len(ids), size):
            yield ids[start:start + size]
        size //= 2
    for id in ids:
        yield [id]


def exported(pair, ids):
    """Does a line outside of functions need one of these items?"""
    names = {i.name for p in pair for i in p.items if i.id in ids}
    return any(names & i.uses() for p in pair for i in p.items
               if i.kind == "raw" and i.id not in ids)


class Shrinker:
    def __init__(self, pair, holds):
        """HOLDS tells of a pair whether it still goes wrong."""
        self.pair, self.holds = list(pair), holds

    def run(self, name):
        """Begin with what the edit touched, and the one that is named."""
        self.attempt(self.drop_other)
        self.attempt(lambda pair: self.keep_touched(pair, name))
        again = True
        while again:
            again = False
            for step in (self.drop_items, self.drop_statements,
                         self.same_order, self.drop_entries, self.plainer):
                again = step() or again
        return self.pair

    @staticmethod
    def keep_touched(pair, name):
        texts = [{i.id: i.text(True) for i in p.items} for p in pair]
        wanted = {id for id in texts[0] | texts[1]
                  if texts[0].get(id) != texts[1].get(id)}
        for program in pair:
            names = program.by_name()
            base = names.get(name)
            stack = [i for i in program.items if i.id in wanted] + \
                ([base] if base else [])
            while stack:
                item = stack.pop()
                wanted.add(item.id)
                wanted |= {i.id for i in program.group_of(item)}
                stack += [names[n] for n in item.uses() if n in names and
                          names[n].kind in ("inline", "var") and
                          names[n].id not in wanted]
        for program in pair:
            program.items = [i for i in program.items if i.id in wanted]
        return True

    def attempt(self, change):
        pair = [p.clone() for p in self.pair]
        if change(pair) is False or not self.holds(*pair):
            return False
        self.pair = pair
        return True

    @staticmethod
    def drop_other(pair):
        if not pair[0].other:
            return False
        for program in pair:
            program.other = None
        return True

    def drop_items(self):
        ids = sorted({i.id for p in self.pair for i in p.items})
        done = False
        for few in chunks(ids):
            def change(pair, few=few):
                here = {i.id for p in pair for i in p.items}
                if not here & set(few) or exported(pair, few):
                    return False
                for p in pair:
                    p.items = [i for i in p.items if i.id not in few]
                return True
            done = self.attempt(change) or done
        return done

    def drop_statements(self):
        ids = [s.id for p in self.pair for i in p.items if i.kind != "raw"
               for s in i.statements]
        done = False
        for id in sorted(set(ids)):
            def change(pair, id=id):
                for p in pair:
                    for item in p.items:
                        item.statements = [s for s in item.statements
                                           if s.id != id]
            done = self.attempt(change) or done
        return done

    def drop_entries(self):
        """An entry of a list, in both, where both have as many."""
        done = False
        for number in range(len(self.lists(self.pair[0]))):
            index = 0
            while True:
                one = self.lists(self.pair[0])
                if number >= len(one) or index >= len(one[number][1].entries) \
                        or len(one[number][1].entries) < 2:
                    break
                key, many = one[number]

                def change(pair):
                    pairs = [dict(self.lists(p)) for p in pair]
                    found = [p.get(key) for p in pairs]
                    if not found[0]:
                        return False
                    if found[1] and len(found[1].entries) != \
                            len(found[0].entries):
                        return False
                    for m in found:
                        if m:
                            m.entries.pop(index)
                    return True
                if self.attempt(change):
                    done = True
                else:
                    index += 1
        return done

    @staticmethod
    def lists(program):
        """The lists of a source, with what they are known by."""
        found = []
        for item in program.items:
            for statement in item.statements:
                manys = [p for p, _ in walk(statement.parts)
                         if isinstance(p, Many)]
                found += [((statement.id, n), m) for n, m in enumerate(manys)]
            if item.value:
                manys = [p for p, _ in walk(item.value) if isinstance(p, Many)]
                found += [((-item.id, n), m) for n, m in enumerate(manys)]
        return found

    def same_order(self):
        """The new source's items in the old one's order."""
        def change(pair):
            order = {item.id: n for n, item in enumerate(pair[0].items)}
            before = [i.id for i in pair[1].items]
            pair[1].items.sort(key=lambda i: order.get(i.id, -1))
            return before != [i.id for i in pair[1].items]
        return self.attempt(change)

    def plainer(self):
        """Without attributes, aliases, lines in front."""
        done = False
        for id in sorted({i.id for p in self.pair for i in p.items}):
            def change(pair, id=id):
                changed = False
                for p in pair:
                    for item in p.items:
                        if item.id == id and (item.aliases or item.blank or
                                              len(item.attributes) > 1):
                            item.aliases, item.blank = [], 0
                            item.attributes = item.attributes[:1]
                            changed = True
                return changed
            done = self.attempt(change) or done

        def natural(pair):
            if pair[0].natural_lines:
                return False
            for p in pair:
                p.natural_lines = True
            return True
        return self.attempt(natural) or done
