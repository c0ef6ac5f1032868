/* measures: a table of units and one of their other names, both walked: they are short. */
#include "words/measures.h"

#include "base/mem.h"

enum kind { NOTHING, MASS, LENGTH, VOLUME, DATA, CHARGE, POWER, ENERGY, TIME, FREQUENCY, RATE, OTHER };

static const struct {
    const char *name;
    enum kind kind;
    double scale;
} units[] = {
    {"", NOTHING, 1},
    {"g", MASS, 1},
    {"kg", MASS, 1000},
    {"lb", MASS, 453.592},
    {"oz", MASS, 28.3495},
    {"mm", LENGTH, 1},
    {"cm", LENGTH, 10},
    {"m", LENGTH, 1000},
    {"km", LENGTH, 1e6},
    {"inch", LENGTH, 25.4},
    {"ft", LENGTH, 304.8},
    {"ml", VOLUME, 1},
    {"l", VOLUME, 1000},
    {"MB", DATA, 1e-3},
    {"GB", DATA, 1},
    {"TB", DATA, 1000},
    {"mAh", CHARGE, 1},
    {"Ah", CHARGE, 1000},
    {"W", POWER, 1},
    {"kW", POWER, 1000},
    {"Wh", ENERGY, 1},
    {"kWh", ENERGY, 1000},
    {"s", TIME, 1},
    {"min", TIME, 60},
    {"h", TIME, 3600},
    {"days", TIME, 86400},
    {"Hz", FREQUENCY, 1},
    {"kHz", FREQUENCY, 1e3},
    {"MHz", FREQUENCY, 1e6},
    {"GHz", FREQUENCY, 1e9},
    {"Mbit/s", RATE, 1},
    {"Gbit/s", RATE, 1000},
    {"MB/s", RATE, 8},
    /* Each of these is a kind of its own. */
    {"MP", OTHER, 1},
    {"dpi", OTHER, 1},
    {"lm", OTHER, 1},
    {"V", OTHER, 1},
    {"dB", OTHER, 1},
    {"bar", OTHER, 1},
    {"Pa", OTHER, 1},
    {"Nm", OTHER, 1},
    {"km/h", OTHER, 1},
    {"%", OTHER, 1},
    {"degrees", OTHER, 1},
    {"g/m2", OTHER, 1},
};

_Static_assert(COUNT_OF(units) <= UNITS_MAX, "a unit has six bits");

static const struct {
    const char *said, *name;
} others[] = {
    {"gram", "g"},
    {"grams", "g"},
    {"gramme", "g"},
    {"grammes", "g"},
    {"gr", "g"},
    {"kilo", "kg"},
    {"kilos", "kg"},
    {"kilogram", "kg"},
    {"kilograms", "kg"},
    {"kgs", "kg"},
    {"lbs", "lb"},
    {"ounce", "oz"},
    {"ounces", "oz"},
    {"millimetre", "mm"},
    {"millimetres", "mm"},
    {"millimeter", "mm"},
    {"millimeters", "mm"},
    {"centimetre", "cm"},
    {"centimetres", "cm"},
    {"centimeter", "cm"},
    {"centimeters", "cm"},
    {"cms", "cm"},
    {"metre", "m"},
    {"metres", "m"},
    {"meter", "m"},
    {"meters", "m"},
    {"kilometre", "km"},
    {"kilometres", "km"},
    {"kilometer", "km"},
    {"kilometers", "km"},
    {"in", "inch"},
    {"inches", "inch"},
    {"\"", "inch"},
    {"foot", "ft"},
    {"feet", "ft"},
    {"millilitre", "ml"},
    {"millilitres", "ml"},
    {"milliliters", "ml"},
    {"litre", "l"},
    {"litres", "l"},
    {"liter", "l"},
    {"liters", "l"},
    {"ltr", "l"},
    {"megabyte", "MB"},
    {"megabytes", "MB"},
    {"gig", "GB"},
    {"gigs", "GB"},
    {"gigabyte", "GB"},
    {"gigabytes", "GB"},
    {"terabyte", "TB"},
    {"terabytes", "TB"},
    {"tera", "TB"},
    {"milliamp hours", "mAh"},
    {"watt", "W"},
    {"watts", "W"},
    {"kilowatt", "kW"},
    {"kilowatts", "kW"},
    {"watt-hours", "Wh"},
    {"second", "s"},
    {"seconds", "s"},
    {"sec", "s"},
    {"minute", "min"},
    {"minutes", "min"},
    {"mins", "min"},
    {"hour", "h"},
    {"hours", "h"},
    {"hr", "h"},
    {"hrs", "h"},
    {"day", "days"},
    {"hertz", "Hz"},
    {"megahertz", "MHz"},
    {"gigahertz", "GHz"},
    {"mbps", "Mbit/s"},
    {"gbps", "Gbit/s"},
    {"megapixel", "MP"},
    {"megapixels", "MP"},
    {"lumen", "lm"},
    {"lumens", "lm"},
    {"volt", "V"},
    {"volts", "V"},
    {"decibel", "dB"},
    {"decibels", "dB"},
    {"pascal", "Pa"},
    {"pascals", "Pa"},
    {"kmh", "km/h"},
    {"kph", "km/h"},
    {"percent", "%"},
    {"degree", "degrees"},
};

static uint8_t named(struct str name)
{
    for (size_t i = 1; i < COUNT_OF(units); i++) {
        if (str_eq_nocase(name, str_of(units[i].name)))
            return (uint8_t)i;
    }
    return 0;
}

uint8_t unit_of(struct str said)
{
    uint8_t unit = said.len ? named(said) : 0;

    for (size_t i = 0; i < COUNT_OF(others) && said.len && !unit; i++) {
        if (str_eq_nocase(said, str_of(others[i].said)))
            unit = named(str_of(others[i].name));
    }
    return unit;
}

const char *unit_name(uint8_t unit)
{
    return unit < COUNT_OF(units) ? units[unit].name : "";
}

double unit_scale(uint8_t unit)
{
    return unit < COUNT_OF(units) ? units[unit].scale : 1;
}

bool unit_same_kind(uint8_t a, uint8_t b)
{
    return a == b || (a < COUNT_OF(units) && b < COUNT_OF(units) && units[a].kind == units[b].kind &&
                      units[a].kind != OTHER);
}
