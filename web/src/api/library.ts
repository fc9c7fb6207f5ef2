import { api, body } from './client'
import type { Finish, Material, Sample } from './types'

export const listSamples = async (): Promise<Sample[]> => (await body(api.GET('/api/v1/samples'))).items
export const listFinishes = async (): Promise<Finish[]> => (await body(api.GET('/api/v1/cmf/finishes'))).items
export const listMaterials = async (): Promise<Material[]> => (await body(api.GET('/api/v1/cmf/materials'))).items
