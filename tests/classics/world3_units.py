"""Units that the sectors of World3 share. `kg` is a kilogram of vegetable equivalent, `dollar` a US dollar of 1968."""

PER_CAPITA = "dollar/(person*year)"
PER_HECTARE = "dollar/(ha*year)"
YIELD = "kg/(ha*year)"
FOOD_PER_CAPITA = "kg/(person*year)"
