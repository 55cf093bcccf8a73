"""Writes one vector file, one row a line, or checks that the committed one is the same. Standard library only."""

import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "vectors"


class Vectors:
    def __init__(self, subject, about):
        self.subject, self.about, self.rows = subject, about, []

    def row(self, id, why, op, input, expect):
        self.rows.append({"id": id, "why": why, "input": {"op": op, **input}, "expect": expect})

    def finish(self):
        ids = [row["id"] for row in self.rows]
        twice = {id for id in ids if ids.count(id) > 1}
        assert not twice, f"ids that occur twice: {twice}"
        rows = ",\n".join("    " + json.dumps(row, ensure_ascii=True) for row in self.rows)
        head = f'  "subject": {json.dumps(self.subject)},\n  "about": {json.dumps(self.about, ensure_ascii=False)},\n'
        text = "{\n" + head + '  "rows": [\n' + rows + "\n  ]\n}\n"
        path = FOLDER / f"{self.subject}.json"
        if "--check" in sys.argv:
            if path.read_text(encoding="utf-8") != text:
                sys.exit(f"{path} is not what this script writes")
        else:
            path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {len(self.rows)} rows")
