/** Short names for what the service answers; the shapes themselves are generated from its OpenAPI document. */
import type { Message } from '@/contracts/scene'

import type { components } from './schema'

type Schemas = components['schemas']

export type { Person, Role } from '@/contracts/room'

export interface Page<T> {
  items: T[]
  next: string | null
}

export type User = Schemas['User']
export type Language = NonNullable<User['language']>
export type Theme = User['theme']
export type Session = Schemas['SessionState']
export type Instance = Schemas['Instance']
export type SampleAccount = Schemas['SampleAccount']

export type Project = Schemas['Project']
export type Member = Schemas['Member']
export type Activity = Schemas['Activity']

export type DocumentInfo = Schemas['Document']
export type DocumentStart = Schemas['NewDocument']['start']
export type Asset = Schemas['Asset']

/** The service always writes the fields of a message; only its description calls some of them optional. */
export type VersionBuild = Omit<Schemas['Build'], 'log'> & { log: Message[] }
export type Version = Omit<Schemas['Version'], 'build'> & { build: VersionBuild }
export type VersionBrief = Schemas['VersionBrief']
export type VersionContent = Schemas['VersionContent']
export type Comparison = Schemas['Comparison']

export type ExportJob = Omit<Schemas['Export'], 'message'> & { message: Message | null }
export type ExportFormat = ExportJob['format']

export type Sample = Schemas['Sample']
export type Finish = Schemas['BuiltInFinish']
export type Material = Schemas['BuiltInMaterial']

export type CmfSummary = Schemas['CmfSummary']
export type CmfRecordList = Schemas['CmfRecordList']
export type CmfFacets = Schemas['CmfFacets']
export type CmfFacetValue = Schemas['CmfFacetValue']
export type CmfText = Schemas['CmfText']
export type CmfState = Schemas['State']
export type CmfKind = CmfSummary['kind']
export type CmfVersion = Schemas['CmfVersion']
export type CmfVersionBrief = Schemas['CmfVersionBrief']
export type CmfMatrix = Schemas['CmfMatrix']
export type CmfCenter = Schemas['CmfCenter']
export type CmfComment = Schemas['CmfComment']
export type CmfHistory = Schemas['CmfHistory']
export type CmfQueued = Schemas['CmfQueued']
export type CmfFieldChange = Schemas['CmfFieldChange']
export type CmfMoved = Schemas['CmfMoved']
export type CmfBatch = Schemas['CmfBatch']
export type CmfImport = Schemas['CmfImport']
export type CmfImportRow = Schemas['CmfImportRow']
export type CmfValues = Schemas['CmfValues']
export type CmfLook = Schemas['CmfLook']
export type SourceKind = Schemas['SourceKind']
export type Source = Schemas['Source']
export type CmfWorn = Schemas['CmfWorn']
export type CmfPrice = Schemas['Price']
export type CmfQuantity = Schemas['Quantity']
export type CmfCitation = Schemas['CmfCitation']
export type CmfReference = Schemas['CmfReference']
export type CmfComparison = Schemas['CmfComparison']
export type CmfColour = Schemas['ColourStandard']
export type CmfMaterial = Schemas['Material']
export type CmfFinish = Schemas['Finish']
export type CmfProcess = Schemas['Process']
export type CmfItem = Schemas['Item']
export type CmfTolerance = Schemas['Tolerance']
export type CmfMeasurement = Schemas['Measurement']
export type CmfUser = Schemas['CmfUser']
export type CmfBand = Schemas['CmfBand']
export type Wearing = Schemas['Wearing']
