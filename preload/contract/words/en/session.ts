/** The words of signing in, in English. */
export const englishSession = {
  title: (name: string) => `Sign in to ${name}`,
  lead: 'With your account of the EDMS. Superusers and staff may change it, all others may look.',
  firstTitle: (name: string) => `First administrator of ${name}`,
  firstLead:
    'This embedded database has no administrator yet. Make one: the account is a superuser of the EDMS in it.',
  username: 'Name',
  password: 'Password',
  repeat: 'Password, once more',
  notTheSame: 'The two passwords are not the same.',
  signIn: 'Sign in',
  create: 'Make the account',
  leave: 'Leave this target',
  ended: {
    expired: 'Your sign-in has ended. Sign in again and go on where you were.',
    locked: 'Your sign-in ended when the screen was locked.',
    slept: 'Your sign-in ended when the machine slept.',
  },
  who: (name: string) => `Signed in as ${name}`,
  whoLooks: (name: string) => `Signed in as ${name}, may only look`,
  out: 'Sign out',
  mayLook: 'Your account may look at this target, and change nothing in it.',
};
