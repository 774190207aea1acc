/** Of k3s, the command line of which the stand-in follows. */
export const k3sVersion = 'v1.36.4+k3s1';
