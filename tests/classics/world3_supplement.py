"""World3, supplementary equations (147 to 149 of the book): what output is made of."""

from urbsim.declare import auxiliary, parameter

food_value = parameter("What a kilogram of food is worth.", 0.22, "dollar/kg", source="DGFW 147")


@auxiliary("1", source="DGFW 147")
def fraction_of_output_in_agriculture(food_value, food, service_output, industrial_output):
    """FOA: agriculture's part of all output."""
    return food_value * food / (food_value * food + service_output + industrial_output)


@auxiliary("1", source="DGFW 148")
def fraction_of_output_in_industry(food_value, food, service_output, industrial_output):
    """FOI: industry's part of all output."""
    return industrial_output / (food_value * food + service_output + industrial_output)


@auxiliary("1", source="DGFW 149")
def fraction_of_output_in_services(food_value, food, service_output, industrial_output):
    """FOS: the services' part of all output."""
    return service_output / (food_value * food + service_output + industrial_output)
