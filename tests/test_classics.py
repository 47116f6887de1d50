"""Classic models as a few declarations each, by both engines, against exact solutions and invariants.

Exact solutions stand in the textbooks: the logistic curve and the epidemic's orbit in J. D. Murray, Mathematical
Biology I (2002), chapters 1 and 10; the diffusion curve in F. M. Bass, Management Science 15 (1969) 215-227; capital
per head in D. Romer, Advanced Macroeconomics (2012), chapter 1; the cycle in R. M. Goodwin, A Growth Cycle (1967);
responses of delays in J. D. Sterman, Business Dynamics (2000), chapter 11.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm
from scipy.stats import gamma

import urbsim
from urbsim.declare import array, auxiliary, constant, event, flow, index, lever, lookup, parameter, stock
from urbsim.delays import delay, series, smooth
from urbsim.engine.build import compiler
from urbsim.engine.choose import simulate
from urbsim.errors import InputError, UsageError
from urbsim.export.vensim import to_vensim
from urbsim.export.xmile import to_xmile
from urbsim.functions import pulse, ramp, step
from urbsim.model.unit_check import unit_problems
from urbsim.validation.engines import CLOSE, differences, pysd_stocks, simlin_stocks, timed

ENGINES = ["numpy", pytest.param("native", marks=pytest.mark.skipif(compiler() is None, reason="no C compiler"))]
each_engine = pytest.mark.parametrize("engine", ENGINES)


def tea():
    temperature = stock("Temperature of the tea.", "K", initial=363.0)
    room = parameter("Temperature of the room.", 293.0, "K")
    cooling_time = parameter("Time in which it cools.", 10.0, "minute")

    @flow("K/minute", out_of="temperature")
    def cooling(temperature, room, cooling_time):
        """It cools towards the room."""
        return (temperature - room) / cooling_time

    return urbsim.assemble(locals(), start=0.0, end=30.0, step=0.125, time_unit="minute", name="tea")


def logistic():
    people = stock("People.", "person", initial=10.0)
    growth = parameter("Growth without limit.", 0.2, "1/year")
    room = parameter("How many there is room for.", 1000.0, "person")

    @flow("person/year", into="people")
    def births(people, growth):
        """Births."""
        return growth * people

    @flow("person/year", out_of="people")
    def deaths(people, growth, room):
        """Deaths by crowding."""
        return growth * people * people / room

    return urbsim.assemble(locals(), start=0.0, end=60.0, step=0.125, name="logistic")


def bass():
    adopters = stock("Adopters.", "person", initial=0.0)
    market = parameter("The market.", 1e5, "person")
    innovation = parameter("Innovation.", 0.03, "1/year")
    imitation = parameter("Imitation.", 0.38, "1/year")

    @flow("person/year", into="adopters")
    def adoption(adopters, market, innovation, imitation):
        """Adoption."""
        return (innovation + imitation * adopters / market) * (market - adopters)

    return urbsim.assemble(locals(), start=0.0, end=20.0, step=0.0625, name="bass")


def solow():
    capital = stock("Capital per unit of effective labour.", "1", initial=1.0)
    saving, dilution = (parameter(text, value, "1/year") for text, value in (("Saving.", 0.25), ("Dilution.", 0.09)))
    elasticity = parameter("Elasticity of output.", 1 / 3, "1")

    @flow("1/year", into="capital")
    def investment(capital, saving, elasticity):
        """Investment."""
        return saving * capital**elasticity

    @flow("1/year", out_of="capital")
    def break_even(capital, dilution):
        """What keeps capital as it is."""
        return dilution * capital

    return urbsim.assemble(locals(), start=0.0, end=80.0, step=0.25, name="solow")


def exact_bass(t):
    fade = np.exp(-0.41 * t)
    return 1e5 * (1.0 - fade) / (1.0 + 0.38 / 0.03 * fade)


EXACT = {
    tea: ("temperature", lambda t: 293.0 + 70.0 * np.exp(-t / 10.0)),
    logistic: ("people", lambda t: 1000.0 / (1.0 + 99.0 * np.exp(-0.2 * t))),
    bass: ("adopters", exact_bass),
    solow: ("capital", lambda t: (0.25 / 0.09 + (1.0 - 0.25 / 0.09) * np.exp(-0.06 * t)) ** 1.5),
}


@each_engine
@pytest.mark.parametrize("model", EXACT, ids=lambda one: one.__name__)
def test_a_classic_follows_its_exact_solution(model, engine):
    name, exact = EXACT[model]
    run = urbsim.simulate(model(), engine)
    truth = exact(run.arrays.times)

    assert run.array(name) == pytest.approx(truth, rel=2e-8, abs=2e-8 * truth.max())


def cycle(first, second, rates, start, **time):
    """Two stocks that multiply each other: dx/dt = x (a - b y), dy/dt = y (c x - d)."""
    a, b, c, d = rates
    namespace = {
        first: stock(f"The {first}.", "1", initial=start[0]), second: stock(f"The {second}.", "1", initial=start[1]),
        **{name: parameter(f"Rate {name}.", value, "1/year") for name, value in zip("abcd", rates, strict=True)}}
    scope = {"flow": flow}
    exec(f"""
@flow("1/year", into="{first}")
def rise_of_first({first}, {second}, a, b):
    '''Rise and fall of the first.'''
    return {first} * (a - b * {second})

@flow("1/year", into="{second}")
def rise_of_second({first}, {second}, c, d):
    '''Rise and fall of the second.'''
    return {second} * (c * {first} - d)
""", scope)
    namespace |= {name: value for name, value in scope.items() if name.startswith("rise")}
    model = urbsim.assemble(namespace, start=0.0, **time, name=f"{first}_{second}")
    return model, lambda x, y: c * x - d * np.log(x) + b * y - a * np.log(y)


PREY = (("hares", "lynxes"), (1.1, 0.4, 0.1, 0.4), (10.0, 5.0))
GOODWIN = (("employment", "wage_share"), (1 / 3 - 0.03, 1 / 3, 0.8, 0.8 * 0.9), (0.95, 0.85))


@each_engine
@pytest.mark.parametrize(("names", "rates", "start"), [PREY, GOODWIN], ids=["Lotka and Volterra", "Goodwin"])
def test_a_cycle_keeps_its_invariant(names, rates, start, engine):
    model, invariant = cycle(*names, rates, start, end=100.0, step=1 / 32)
    run = urbsim.simulate(model, engine)
    found = invariant(*(run.array(name) for name in names))

    assert np.ptp(run.array(names[0])) > 0.05
    assert found == pytest.approx(found[0], rel=1e-6)


def epidemic():
    susceptible, infected, recovered = (stock(f"The {name}.", "person", initial=start) for name, start in
                                        (("susceptible", 990.0), ("infected", 10.0), ("recovered", 0.0)))
    contact_rate = parameter("Infectious contacts.", 0.5, "1/day")
    recovery_time = parameter("Time of illness.", 5.0, "day")

    @auxiliary("person")
    def everybody(susceptible, infected, recovered):
        """All people."""
        return susceptible + infected + recovered

    @flow("person/day", out_of="susceptible", into="infected")
    def infection(susceptible, infected, everybody, contact_rate):
        """Infection by contact."""
        return contact_rate * infected * susceptible / everybody

    @flow("person/day", out_of="infected", into="recovered")
    def recovery(infected, recovery_time):
        """Recovery."""
        return infected / recovery_time

    return urbsim.assemble(locals(), start=0.0, end=100.0, step=0.125, time_unit="day", name="epidemic")


@each_engine
def test_an_epidemic_keeps_people_and_its_orbit(engine):
    run = urbsim.simulate(epidemic(), engine)
    susceptible, infected = run.array("susceptible"), run.array("infected")
    orbit = 10.0 + 990.0 - susceptible + 1000.0 / 2.5 * np.log(susceptible / 990.0)

    assert run.array("everybody") == pytest.approx(np.full(len(orbit), 1000.0), rel=1e-14)
    assert infected == pytest.approx(orbit, abs=1e-5)
    assert infected.max() > 200.0


def chains():
    """Information and material delays of orders 1, 3 and 7 behind an input that rises at the start from 2 to 5."""
    rise = parameter("How much more comes in.", 3.0, "unit/year")
    before = parameter("What came in before.", 2.0, "unit/year")
    delay_time = parameter("The delay.", 4.0, "year")
    arrived = stock("What has arrived.", "unit", initial=0.0)

    @auxiliary("unit/year")
    def orders(before, rise, time):
        """What comes in."""
        return before + rise * step(time, 0.0)

    made = {f"seen_{order}": smooth("What is seen.", "unit/year", input="orders", time="delay_time", order=order,
                                    initial="before") for order in (1, 3, 7)}
    made |= {f"arrivals_{order}": delay("What arrives.", "unit/year", "unit", input="orders", time="delay_time",
                                        order=order, initial="before", into="arrived") for order in (1, 3, 7)}
    declared = {"rise": rise, "before": before, "delay_time": delay_time, "arrived": arrived, "orders": orders}
    return urbsim.assemble({**declared, **made}, start=0.0, end=12.0, step=1 / 32, name="chains")


@each_engine
@pytest.mark.parametrize("order", [1, 3, 7])
@pytest.mark.parametrize("kind", ["seen", "arrivals"])
def test_a_smooth_and_a_delay_answer_a_step_as_erlang_says(kind, order, engine):
    run = urbsim.simulate(chains(), engine)
    exact = 2.0 + 3.0 * gamma.cdf(run.arrays.times, order, scale=4.0 / order)

    assert run.array(f"{kind}_{order}") == pytest.approx(exact, abs=3e-6)


def shipping():
    """A material delay of order 3 whose time falls from 4 years to 1 and rises again."""
    came, arrived = stock("Came.", "unit", initial=0.0), stock("Arrived.", "unit", initial=0.0)

    @auxiliary("unit/year")
    def orders(time):
        """Orders that swing."""
        return 5.0 + 3.0 * np.sin(time)

    @auxiliary("year")
    def shipping_time(time):
        """It falls from 4 years to 1 and rises again."""
        return 4.0 - 3.0 * ramp(time, 2.0, 5.0) + 2.0 * ramp(time, 8.0, 9.0)

    @flow("unit/year", into="came")
    def counted(orders):
        """Orders, counted."""
        return orders

    arrivals = delay("Arrivals.", "unit/year", "unit", input="orders", time="shipping_time", order=3, into="arrived")
    return urbsim.assemble(locals(), start=0.0, end=15.0, step=0.125, name="shipping")


@each_engine
def test_a_delay_whose_time_changes_loses_nothing(engine):
    run = urbsim.simulate(shipping(), engine)
    under_way = sum(run.array(f"arrivals_stage_{number}") for number in (1, 2, 3))
    balance = run.array("came") - run.array("arrived") - (under_way - under_way[0])

    assert np.ptp(under_way) > 5.0
    assert np.abs(balance).max() < 1e-12 * run.array("came").max()


def test_a_delay_shorter_than_its_stages_is_refused():
    with pytest.raises(InputError, match=r"test_classics\.py:\d+: .*its time 0\.05 is shorter than its 3 stage\(s\)"):
        urbsim.simulate(urbsim.assemble(vars_of_short_delay(), start=0.0, end=1.0, step=0.0625), "numpy")


@pytest.mark.parametrize("kind", ["a constant", "a lever", "a variable"])
def test_a_delay_is_refused_whatever_its_time_hangs_on(kind):
    model = urbsim.assemble(vars_of_short_delay(kind), start=0.0, end=1.0, step=0.0625)
    with pytest.raises(InputError, match=r"is shorter than its 3 stage\(s\)"):
        simulate(model, "numpy", names=["came"])


def vars_of_short_delay(kind="a parameter"):
    base = parameter("Base.", 1.0, "unit/year")
    came = stock("Came.", "unit", initial=0.0)

    def computed(base):
        """Too short."""
        return 0.05 * base

    computed.__name__ = "short"
    short = {"a parameter": lambda: parameter("Too short.", 0.05, "year"),
             "a lever": lambda: lever("Too short.", 0.05, "year", low=0.01, high=1.0, group="own"),
             "a constant": lambda: constant("year")(computed),
             "a variable": lambda: auxiliary("year")(computed)}[kind]()
    out = delay("Out.", "unit/year", "unit", input="base", time="short", order=3, into="came")
    return {name: value for name, value in locals().items() if name not in ("kind", "computed")}


MATRIX = [[-0.3, 0.1, 0.0], [0.2, -0.4, 0.05], [0.1, 0.3, -0.05]]


def exchanges():
    place = index("place", elements=("here", "there", "elsewhere"))
    amount = stock("Amounts.", "unit", dims=place, initial=lambda begin: begin)
    begin = array("Where it begins.", [4.0, 1.0, 2.0], "unit", dims=place)
    exchange = array("Exchange.", MATRIX, "1/year", dims=(place, place))

    @flow("unit/year", dims=place, into="amount")
    def change(exchange, amount):
        """Change by exchange."""
        return exchange @ amount

    return urbsim.assemble(locals(), start=0.0, end=10.0, step=1 / 16, method="tsit5", name="exchanges")


@each_engine
def test_a_linear_system_on_arrays_is_a_matrix_exponential(engine):
    run = urbsim.simulate(exchanges(), engine)
    exact = np.array([expm(np.array(MATRIX) * t) @ [4.0, 1.0, 2.0] for t in run.arrays.times])

    assert run.array("amount") == pytest.approx(exact, rel=1e-9)


@each_engine
def test_an_event_moves_an_amount_at_its_moment_and_nothing_else(engine):
    """A drug that leaves by first order and is given at 1, 3 and at a moment that a parameter says."""
    blood, store = stock("In the blood.", "mg", initial=100.0), stock("Stored.", "mg", initial=50.0)
    rate = parameter("Loss.", 0.7, "1/hour")
    dose_time = parameter("Moment of the last dose.", 4.5, "hour")

    @flow("mg/hour", out_of="blood")
    def loss(blood, rate):
        """Loss."""
        return blood * rate

    @event("mg", at=(1.0, 3.0, "dose_time"), out_of="store", into="blood")
    def dose(store):
        """Two fifths of the store are given."""
        return 0.4 * store

    model = urbsim.assemble(locals(), start=0.0, end=6.0, step=1 / 16, method="tsit5", time_unit="hour")
    run = urbsim.simulate(model, engine)
    t, left, exact = run.arrays.times, 50.0, 100.0 * np.exp(-0.7 * run.arrays.times)
    for moment in (1.0, 3.0, 4.5):
        exact = exact + np.where(t >= moment, 0.4 * left * np.exp(-0.7 * (t - moment)), 0.0)
        left *= 0.6

    assert run.array("blood") == pytest.approx(exact, rel=1e-8)
    assert run.array("store")[-1] == pytest.approx(left, rel=1e-14)


def test_an_event_off_the_grid_is_refused_and_none_is_exported():
    level = stock("Level.", "m", initial=1.0)

    @event("m", at=0.3, into="level")
    def flood(level):
        """It doubles."""
        return level

    model = urbsim.assemble(locals(), start=0.0, end=1.0, step=0.25)
    with pytest.raises(InputError, match=r"flood: its moment 0\.3 is 0\.3, off the grid of 0\.25"):
        urbsim.simulate(model, "numpy")
    for writer in (to_xmile, to_vensim):
        with pytest.raises(UsageError, match=r"test_classics\.py:\d+: flood: an event"):
            writer(model)


@each_engine
def test_a_start_may_hang_on_other_variables_of_the_start(engine):
    heads = stock("Heads.", "person", initial="expected")
    houses = stock("Houses.", "house", initial=lambda heads, size: heads / size)
    size = parameter("Heads a house.", 4.0, "person/house")
    share, land = parameter("Of the land.", 0.5, "1"), parameter("Land.", 90.0, "person")

    @auxiliary("person")
    def room(land, share, time):
        """Room for people."""
        return land * share + 0.0 * time

    @auxiliary("person")
    def expected(room):
        """Expected people."""
        return room * 2.0

    @flow("person/year", into="heads")
    def growth(heads, houses):
        """Growth."""
        return 0.0 * heads * houses

    @flow("house/year", into="houses")
    def building(houses):
        """Building."""
        return 0.0 * houses

    run = urbsim.simulate(urbsim.assemble(locals(), start=2000.0, end=2001.0, step=0.5), engine)

    assert run.array("heads")[0] == 90.0
    assert run.array("houses")[0] == 22.5


POINTS = [(0.0, 1.0), (2.0, 4.0), (3.0, 0.5), (6.0, 2.0)]


def tables(folder):
    """A lookup of a stock, a series over time, a pulse and a ramp, integrated."""
    (folder / "rain.csv").write_text("year,rain\n0,1\n2,4\n3,0.5\n6,2\n", encoding="utf-8")
    text = """
from urbsim.declare import flow, lookup, stock
from urbsim.delays import series
from urbsim.functions import pulse, ramp
fallen = stock("Fallen.", "mm", initial=0.0)
extra = stock("Of the pulse and the ramp.", "1", initial=0.0)
grown = stock("Grown.", "m", initial=0.1)
rain = series("Rain.", "mm/year", file="rain.csv", column="rain")
by_height = lookup("Growth by height.", [(0.0, 1.0), (2.0, 4.0), (3.0, 0.5), (6.0, 2.0)], "m/year", of="m")

@flow("mm/year", into="fallen")
def falling(rain):
    '''Rain that falls.'''
    return rain

@flow("1/year", into="extra")
def shaped(time):
    '''A pulse and a ramp.'''
    return pulse(time, 1.0, 2.0) + ramp(time, 4.0, 6.0)

@flow("m/year", into="grown")
def growing(grown, by_height):
    '''Growth.'''
    return by_height(grown)
"""
    (folder / "rainy.py").write_text(text, encoding="utf-8")
    import importlib.util

    spec = importlib.util.spec_from_file_location("rainy", folder / "rainy.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return urbsim.assemble(module, start=-1.0, end=8.0, step=1 / 64, name="rainy")


@each_engine
def test_series_ramps_and_lookups_integrate_to_the_areas_under_their_points(engine, tmp_path):
    run = urbsim.simulate(tables(tmp_path), engine)
    t, (x, y) = run.arrays.times, np.array(POINTS).T
    fine = np.union1d(np.linspace(-1.0, 8.0, 9 * 64 + 1), x)
    height = np.interp(fine, x, y)
    area = np.concatenate([[0.0], np.cumsum(np.diff(fine) * 0.5 * (height[1:] + height[:-1]))])

    assert run.array("fallen") == pytest.approx(area, rel=1e-12)
    assert run.array("rain") == pytest.approx(np.interp(t, x, y), rel=1e-15)
    assert run.array("extra")[-1] == pytest.approx(2.0 + 1.0 + 2.0, abs=1 / 64)
    early = t < -1.0 + np.log1p(1.5 * 1.9 / 1.15) / 1.5  # until it is 2 m high: dh/dt = 1 + 1.5 h
    assert run.array("grown")[early] == pytest.approx((1.15 * np.exp(1.5 * (t[early] + 1.0)) - 1.0) / 1.5, rel=1e-8)


MODELS = {"tea": tea, "logistic": logistic, "bass": bass, "solow": solow, "epidemic": epidemic, "chains": chains,
          "prey": lambda: short_cycle(*PREY), "Goodwin": lambda: short_cycle(*GOODWIN), "exchanges": exchanges}
EXPORTED = {**MODELS, "shipping": shipping}


def short_cycle(names, rates, start):
    return cycle(*names, rates, start, end=10.0, step=1 / 32)[0]


@pytest.mark.parametrize("method", ["euler", "rk4"])
@pytest.mark.parametrize("name", EXPORTED)
def test_simlin_runs_the_exported_classic_to_the_same_numbers(name, method):
    model = timed(EXPORTED[name](), method=method)

    assert max(differences(model, simlin_stocks(model)).values()) < CLOSE


@pytest.mark.parametrize("name", EXPORTED)
def test_pysd_runs_the_exported_classic_to_the_same_numbers(name):
    model = timed(EXPORTED[name](), method="euler")

    assert max(differences(model, pysd_stocks(model)).values()) < CLOSE


@pytest.mark.parametrize("method", ["euler", "rk4"])
def test_simlin_reads_lookups_and_series(method, tmp_path):
    model = tables(tmp_path)
    model = timed(model, method=method)

    assert max(differences(model, simlin_stocks(model)).values()) < CLOSE


@pytest.mark.parametrize("name", MODELS)
def test_units_of_the_classics_agree(name):
    model = MODELS[name]()

    assert [str(problem) for problem in unit_problems(model.vocabulary, model)] == []


def test_wrong_units_of_a_lookup_and_an_event_are_found():
    level = stock("Level.", "m", initial=1.0)
    effect = lookup("Effect.", [(0.0, 1.0), (1.0, 2.0)], "1/year", of="1")

    @flow("m/year", into="level")
    def rise(level, effect):
        """The lookup takes a pure number, not a length."""
        return level * effect(level)

    @event("kg", at=0.0, into="level")
    def flood(level):
        """Not a length either."""
        return level

    model = urbsim.assemble(locals(), start=0.0, end=1.0, step=0.5)
    assert {problem.key for problem in unit_problems(model.vocabulary, model)} == {"rise", "flood"}


@pytest.mark.parametrize(("change", "message"), [
    ({"parameters": {"rom": 1.0}}, "no such parameter. Did you mean 'room'?"),
    ({"levers": {"x": 1.0}}, "no such lever"),
    ({"end": 30.1}, "is not a whole number of steps"), ({"end": -1.0}, "is not a whole number of steps"),
    ({"step": 0.0}, "greater than 0"), ({"method": "heun"}, "Input should be 'rk4', 'tsit5' or 'euler'")])
def test_what_cannot_be_assembled_is_told(change, message):
    declared = dict(tea().vocabulary.declarations)
    with pytest.raises(InputError) as error:
        urbsim.assemble(declared, **{"start": 0.0, "end": 30.0, "step": 0.125, **change})

    assert message in str(error.value)


@pytest.mark.parametrize(("text", "message"), [
    ("year,rain\n0,1\n", "two rows or more"), ("year,rain\n1,1\n0,2\n", "their times increase"),
    ("year,rain\n0,1\nx,2\n", "'x' is not a finite number"), ("year,snow\n0,1\n1,2\n", "no such column")])
def test_a_series_that_is_none_is_told_with_its_place(text, message, tmp_path):
    path = tmp_path / "rain.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"rain\.csv") as error:
        series("Rain.", "mm", file=str(path), column="rain")

    assert message in str(error.value)


def test_a_lookup_needs_points_in_order():
    with pytest.raises(ValueError, match="their x increase"):
        lookup("Bad.", [(0.0, 1.0), (0.0, 2.0)], "1")


def test_a_pulse_lasts_from_its_moment_for_its_width():
    times = np.array([0.9, 1.0, 1.9, 2.0])

    assert pulse(times, 1.0, 1.0).tolist() == [0.0, 1.0, 1.0, 0.0]
