import { before } from "node:test";
import { testLayerCases } from "./layer-cases.testing.ts";
import { useTestDevice } from "./oracle.ts";

before(useTestDevice);

testLayerCases("blocks");
testLayerCases("configurations");
