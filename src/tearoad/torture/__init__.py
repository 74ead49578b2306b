"""The ledger's fault campaign: money moves while servers, processes, lines and disks fail; then all is counted."""
