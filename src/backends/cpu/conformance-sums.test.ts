import { testConformance } from "./conformance.testing.ts";

testConformance("sums");
