/** Under which conditions a colour may be given, and where its numbers may come from: the lists of `cmf_db/appearance.py`. */
export const ILLUMINANTS = ['D65', 'D50', 'A', 'F2', 'F11', 'F12', 'LED-B3'] as const
export const OBSERVERS = ['10', '2'] as const
export const SOURCES = ['measured', 'lab', 'supplier', 'computed', 'estimate'] as const
