"""The model in JavaScript: equations as loops over one typed array, and a runtime that integrates them."""
