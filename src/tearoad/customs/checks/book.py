"""All checks, by their codes."""

from tearoad.customs.checks import amounts, category, codes, content, number, parcels, persons
from tearoad.customs.checks.check import Check

CHECKS: tuple[Check, ...] = (
    *content.CHECKS,
    *codes.CHECKS,
    *amounts.CHECKS,
    *category.CHECKS,
    *persons.CHECKS,
    *number.CHECKS,
    *parcels.CHECKS,
)
