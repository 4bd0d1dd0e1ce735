/** Minutes that a sign-in of the command line lasts since it was last used. */
export const SESSION_MINUTES = 15;
