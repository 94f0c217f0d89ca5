"""Exact numbers as people read them: three digits, rounded half up, never through a float."""

SUFFIXES = ("", "K", "M", "B", "T")


def half_up(num: int, den: int) -> tuple[int, bool]:
    """Round `num / den` (not negative) to an integer; also tell whether nothing was lost."""
    whole, rest = divmod(num, den)
    return whole + (2 * rest >= den), not rest


def magnitude(num: int, den: int) -> int:
    """Return the power of ten of the first digit of a positive ratio: 0 for 1 to 9.99."""
    if num >= den:
        return len(str(num // den)) - 1
    guess = len(str(den // num))
    # 10**-guess <= num/den < 10**(1 - guess), but for exact powers of ten
    return 1 - guess if num * 10 ** (guess - 1) >= den else -guess


def _decimal(units: int, places: int) -> str:
    """Write `units / 10**places` grouped, without trailing zeros."""
    if places <= 0:
        return f"{units * 10**-places:,}"
    whole, rest = divmod(units, 10**places)
    tail = f"{rest:0{places}d}".rstrip("0")
    return f"{whole:,}.{tail}" if tail else f"{whole:,}"


def rounded(num: int, den: int, places: int) -> tuple[str, bool]:
    """Write a ratio (not negative) with at most `places` decimals."""
    if places >= 0:
        units, exact = half_up(num * 10**places, den)
    else:
        units, exact = half_up(num, den * 10**-places)
    return _decimal(units, places), exact


def scientific(num: int, den: int, digits: int) -> tuple[str, bool]:
    """Write a positive ratio as `1.16e-5`."""
    power = magnitude(num, den)
    shift = digits - 1 - power
    if shift >= 0:
        units, exact = half_up(num * 10**shift, den)
    else:
        units, exact = half_up(num, den * 10**-shift)
    if units == 10**digits:
        units //= 10
        power += 1
    return f"{_decimal(units, digits - 1)}e{power}", exact


def figure(num: int, den: int, digits: int, *, grouped: bool = False) -> tuple[str, bool]:
    """Write a ratio for the eye.

    Args:
        num: Numerator.
        den: Denominator, positive.
        digits: Significant digits, 2 to 6.
        grouped: Write large numbers out with commas instead of K, M, B and T.

    Returns:
        The figure, and whether it is exactly the number.
    """
    if num < 0:
        text, exact = figure(-num, den, digits, grouped=grouped)
        return "-" + text, exact
    if num == 0:
        return "0", True
    power = magnitude(num, den)
    if power < 3:
        if power < -3:
            text, exact = scientific(num, den, digits)
            return ("0.001", False) if text == "1e-3" else (text, exact)
        text, exact = rounded(num, den, digits - 1 - power)
        if text != "1,000" or digits <= 3:
            return text, exact
        power = 3
    if power >= 15:
        return scientific(num, den, digits)
    if power == 3 or grouped:
        text, exact = rounded(num, den, max(0, digits - 1 - power))
        if grouped or text != "10,000":
            return text, exact
        return "10K", False
    step = power // 3
    text, exact = rounded(num, den * 1000**step, digits - 1 - power % 3)
    if text == "1,000":
        if step == 4:
            return "1e15", False
        return "1" + SUFFIXES[step + 1], False
    return text + SUFFIXES[step], exact


def in_full(num: int, den: int, limit: int = 40) -> tuple[str, bool]:
    """Write a ratio with up to `limit` digits, grouped."""
    if num < 0:
        text, exact = in_full(-num, den, limit)
        return "-" + text, exact
    if num == 0:
        return "0", True
    power = magnitude(num, den)
    if power >= limit or power < -limit:
        return scientific(num, den, limit)
    return rounded(num, den, min(limit, limit - 1 - power))


def money(num: int, den: int, digits: int) -> tuple[str, bool]:
    """Write an amount of dollars, without the sign: below one with two digits."""
    if num < 0:
        text, exact = money(-num, den, digits)
        return "-" + text, exact
    if 0 < num < den and num * 10**9 >= den:
        return rounded(num, den, 1 - magnitude(num, den))
    return figure(num, den, digits)
