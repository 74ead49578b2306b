"""WCO messages of a file or a folder: each is judged, and the counts add up."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tearoad.wire.wco.files import Message, Report, files_of, report_on
from tearoad.wire.wco.safe_xml import Verdict
from tearoad.wire.wco.schemas import Kind

__all__ = ["Checked", "Message", "Report", "check_wco", "files_of"]


class Checked(NamedTuple):
    """One report a file, in the order of names."""

    reports: list[Report]

    @property
    def other(self) -> int:
        """Files of XML without a declaration or a notification."""
        return sum(one.verdict is Verdict.OTHER for one in self.reports)

    @property
    def not_well_formed(self) -> int:
        """Files that are not taken as XML, for whatever reason: each report's verdict has its name."""
        return sum(not one.messages for one in self.reports) - self.other

    def messages(self, kind: str) -> tuple[int, int]:
        """How many declarations, or notifications, there are, and how many of them are valid."""
        found = [one for report in self.reports for one in report.messages if one.kind is Kind(kind)]
        return len(found), sum(not one.fault_count for one in found)

    def tax_lines(self) -> tuple[int, int]:
        """How many complete tax lines there are, and how many of them are equal."""
        found = [line for report in self.reports for one in report.messages for line in one.tax_lines]
        return len(found), sum(line.equal for line in found)


def check_wco(files: list[tuple[str, Path]], told: Callable[[int], None]) -> Checked:
    """Judge the files that `files_of` found; `told` hears of each."""
    reports = []
    for name, path in files:
        reports.append(report_on(name, path))
        told(1)
    return Checked(reports)
