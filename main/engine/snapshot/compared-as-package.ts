/** Stands in a comparison for the open package, in place of a snapshot. */
export const PACKAGE = 'package';
