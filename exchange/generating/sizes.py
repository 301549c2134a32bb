"""How large each part is for a number of accounts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    accounts: int

    @property
    def contacts(self) -> int:
        return 2 * self.accounts

    @property
    def deals(self) -> int:
        return 2 * self.accounts

    @property
    def managers(self) -> int:
        """500 for 100,000 accounts."""
        return max(6, self.accounts // 200)

    @property
    def regions(self) -> int:
        """Ten, each of which has about a tenth of the accounts; fewer of a small company."""
        return min(10, max(2, self.managers // 5))

    @property
    def teams(self) -> int:
        return max(self.regions, self.managers // 10)
