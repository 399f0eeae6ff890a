/** The queue that writes public pages anew; every fact may change one. Whoever records a fact orders it in the same transaction. */
export const REWRITE_PAGES = 'rewrite-pages';
