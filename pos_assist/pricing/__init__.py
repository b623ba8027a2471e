"""Order + deals -> the lowest legal total, its proof, its tax, split over lines. Pure."""
