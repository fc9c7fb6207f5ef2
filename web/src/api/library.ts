import { api, body } from './client'
import type { Finish, Material, Sample } from './types'

export const listSamples = async (): Promise<Sample[]> => (await body(api.GET('/samples'))).items
export const listFinishes = async (): Promise<Finish[]> => (await body(api.GET('/cmf/finishes'))).items
export const listMaterials = async (): Promise<Material[]> => (await body(api.GET('/cmf/materials'))).items
