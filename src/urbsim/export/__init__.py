"""The expression graph in other languages. Each printer reads the same graph; none restates a formula."""
