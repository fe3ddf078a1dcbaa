/** Of what a test that ended early did not come to. */
export const NOT_TESTED = 'Not tested: the test ended before.'
