import { expect, test } from "vitest"
import { GENERIC_VEHICLES, namesVehicle } from "./vehicle"

test.each([
  "Nissan Patrol",
  "SUV",
  "any SUV",
  "Tesla Model 3",
  "G63",
  "bmw x5",
  "7 seater",
  "luxury",
  "نيسان باترول",
  "دفع رباعي",
  "Patrol or similar",
])("%s is a specific vehicle", (value) => expect(namesVehicle(value, GENERIC_VEHICLES)).toBe(true))

test.each([
  "any car",
  "Any",
  "car",
  "a car for rent",
  "cheapest car",
  "not sure",
  "don't mind",
  "N/A",
  "-",
  "2",
  "",
  "أي سيارة",
  "اي سياره",
  "любая машина",
  "Any model",
])("%s is not", (value) => expect(namesVehicle(value, GENERIC_VEHICLES)).toBe(false))
