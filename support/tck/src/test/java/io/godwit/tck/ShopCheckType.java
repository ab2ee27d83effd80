package io.godwit.tck;

import io.godwit.spi.CheckType;
import io.godwit.spi.Finding;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import java.util.List;

/** Looks whether the shop is open. */
public final class ShopCheckType implements CheckType {
    /** For the discovery. */
    public ShopCheckType() {}

    @Override
    public String id() {
        return "shop:is-open";
    }

    @Override
    public List<Finding> run(TypedData data, WorkContext context) {
        throw new AssertionError("nothing is run here");
    }
}
