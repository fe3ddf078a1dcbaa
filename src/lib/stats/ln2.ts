/** ln 2 in two parts: the first has 32 bits, so that its multiples by an exponent are exact. */
export const LN2_HIGH = 0.6931471803691238
export const LN2_LOW = 1.9082149292705877e-10
