/** The formats of an export, in the order in which they are offered. */
import type { ExportFormat } from '@/api/types'

export const MAIN_FORMATS: readonly ExportFormat[] = ['step', 'glb', 'stl', '3mf', 'xlsx']
export const FURTHER_FORMATS: readonly ExportFormat[] = ['dxf', 'svg', 'brep']
