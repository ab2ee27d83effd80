package io.godwit.core.internal.engine;

import io.godwit.core.MigrationSpec;
import io.godwit.core.Pipeline;
import io.godwit.core.Plugins;
import io.godwit.core.internal.run.CheckSteps;
import io.godwit.core.internal.run.CodeSteps;
import io.godwit.core.internal.run.OverlaidPlugins;
import io.godwit.core.internal.run.RunSettings;
import io.godwit.spi.SecretResolver;
import io.godwit.spi.StepType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What belongs to this process and never to the journal: the code of pipelines, and the secrets that stand in specifications. Thread-safe.
 */
final class Belongings {
    private final EngineSettings settings;
    private final CodeSteps code = new CodeSteps();
    /** Of each specification its own, as the same reference means another secret in each. */
    private final Map<String, SecretResolver> inline = new ConcurrentHashMap<>();

    private final Plugins plugins;

    Belongings(EngineSettings settings) {
        this.settings = settings;
        List<StepType> steps = new ArrayList<>(settings.steps());
        steps.add(code);
        steps.add(new CheckSteps());
        this.plugins = new OverlaidPlugins(settings.run().plugins(), settings.secrets(), steps);
    }

    void provide(Pipeline pipeline) {
        code.keep(pipeline);
    }

    void provide(MigrationSpec spec) {
        inline.put(spec.hash(), spec.inlineSecrets());
    }

    /** The plugins with what the host application added. */
    Plugins plugins() {
        return plugins;
    }

    /** The settings of a run of what was made from a specification. */
    RunSettings settingsFor(String specHash) {
        SecretResolver own = inline.get(specHash);
        Plugins with = own == null ? plugins : new OverlaidPlugins(plugins, List.of(own), List.of());
        return settings.run().withPlugins(with);
    }
}
