/** This arena's version, as package.json has it: what a file says it was written by. */
export const SOFTWARE = '0.1.0'
